/**
 * What a key policy can allow on its key, the most telling first.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/kms-api-permissions-reference.html
 */
export const keyActions: readonly string[] = [
  ...['Decrypt', 'Encrypt', 'GenerateDataKey', 'GenerateDataKeyWithoutPlaintext'],
  ...['GenerateDataKeyPair', 'GenerateDataKeyPairWithoutPlaintext', 'ReEncryptFrom', 'ReEncryptTo'],
  ...['CreateGrant', 'PutKeyPolicy', 'ScheduleKeyDeletion', 'DisableKey', 'RevokeGrant'],
  ...['RetireGrant', 'Sign', 'GenerateMac', 'DeriveSharedSecret', 'Verify', 'VerifyMac'],
  ...['ReplicateKey', 'UpdatePrimaryRegion', 'CancelKeyDeletion', 'EnableKey'],
  ...['ImportKeyMaterial', 'DeleteImportedKeyMaterial', 'GetParametersForImport'],
  ...['EnableKeyRotation', 'DisableKeyRotation', 'RotateKeyOnDemand', 'SynchronizeMultiRegionKey'],
  ...['CreateAlias', 'DeleteAlias', 'UpdateAlias', 'UpdateKeyDescription', 'TagResource'],
  ...['UntagResource', 'DescribeKey', 'GetKeyPolicy', 'GetKeyRotationStatus', 'GetPublicKey'],
  ...['ListGrants', 'ListKeyPolicies', 'ListKeyRotations', 'ListResourceTags'],
].map((name) => `kms:${name}`);
