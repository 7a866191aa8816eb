import { describe } from '@jest/globals';
import { absent, known, unreadable } from '#shared/connect/fact.ts';
import type { ConnectInstance, StorageAssociation } from '#shared/connect/inventory.ts';
import type { KeyGrant } from '#shared/connect/key.ts';
import type { RawStatement } from '#shared/policy/document.ts';
import type { KeyFacts } from '#shared/rules/key/facts.ts';
import { rule } from '#shared/rules/key/key-usable-by-connect.ts';
import {
  connectRole,
  delegation,
  describedKey,
  description,
  grant,
  instance,
  policyOf,
  recordings,
  sampleKey,
  unusedKey,
} from '#shared/rules/key/sample.ts';
import { accessDenied } from '../../fakes/state.ts';
import { judges } from '../judges.ts';

const granted = (changed: Partial<KeyGrant>) =>
  sampleKey({ grants: known([{ ...grant, ...changed }]) });
const ungranted = (...statements: readonly RawStatement[]) =>
  sampleKey({ grants: known([]), policy: policyOf(delegation, ...statements) });
const allowing: RawStatement = {
  Effect: 'Allow',
  Principal: { AWS: connectRole.arn },
  Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
  Resource: '*',
};
const on = (Condition: RawStatement['Condition']): RawStatement => ({
  ...allowing,
  ...(Condition && { Condition }),
});
const s3 = 's3.ap-northeast-1.amazonaws.com';
const bucket = 'arn:aws:s3:::amazon-connect-0123456789ab';
const storing = (
  ...associations: readonly StorageAssociation[]
): Pick<ConnectInstance, 'storage'> => ({
  storage: Object.fromEntries(associations.map((each) => [each.resourceType, known([each])])),
});
const usedBy = (changed: Partial<KeyFacts>, ...instances: readonly ConnectInstance[]): KeyFacts => {
  const facts = sampleKey(changed);
  return { ...facts, use: { ...facts.use, instances, encryptors: instances } };
};
const ownPolicy = (statement: Omit<RawStatement, 'Principal'>): KeyFacts['rolePolicies'] => ({
  [connectRole.arn]: known({
    principal: connectRole,
    identity: [
      {
        name: 'connect-access-role/keys',
        document: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
      },
    ],
  }),
});
const second = {
  arn: 'arn:aws:iam::111122223333:role/service-role/connect-access-role-2',
  id: 'AROAEXAMPLECONNECT002',
} as const;
const secondInstance: ConnectInstance = {
  ...instance,
  arn: 'arn:aws:connect:ap-northeast-1:111122223333:instance/2',
  id: '2',
  alias: 'second',
  serviceRole: known(second),
};
const bothRoles: KeyFacts['rolePolicies'] = {
  ...sampleKey().rolePolicies,
  [second.arn]: known({ principal: second, identity: [] }),
};
const streaming: StorageAssociation = {
  resourceType: 'CONTACT_TRACE_RECORDS',
  storageType: 'KINESIS_STREAM',
  stream: 'arn:aws:kinesis:ap-northeast-1:111122223333:stream/records',
};
const media: StorageAssociation = {
  resourceType: 'MEDIA_STREAMS',
  storageType: 'KINESIS_VIDEO_STREAM',
  videoStreamPrefix: 'media',
  key: description.arn,
};
const govPlace = { partition: 'aws-us-gov', account: '111122223333', region: 'us-gov-west-1' };
const govKey = {
  ...description,
  arn: 'arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/1',
} as const;
const govRole = {
  arn: 'arn:aws-us-gov:iam::111122223333:role/connect',
  id: 'AROAGOV00000000000001',
} as const;
const gov = (via: string) =>
  usedBy(
    {
      place: govPlace,
      description: known(govKey),
      grants: known([]),
      policy: policyOf({
        ...allowing,
        Principal: { AWS: govRole.arn },
        Condition: { StringEquals: { 'kms:ViaService': via } },
      }),
      rolePolicies: { [govRole.arn]: known({ principal: govRole, identity: [] }) },
    },
    { ...instance, serviceRole: known(govRole) },
  );

describe('key-usable-by-connect', () => {
  judges(rule, [
    [
      'a grant to the role',
      sampleKey(),
      'COMPLIANT',
      /for CALL_RECORDINGS of sample: a grant to its role/,
    ],
    [
      'no grant and a policy that delegates to IAM',
      sampleKey({ grants: known([]) }),
      'NON_COMPLIANT',
      /sample cannot kms:GenerateDataKey and kms:Decrypt with this key.*CALL_RECORDINGS are lost.*Associate the storage/,
    ],
    [
      'a grant without Decrypt',
      granted({ operations: ['GenerateDataKey'] }),
      'NON_COMPLIANT',
      /cannot kms:Decrypt with/,
    ],
    [
      'a grant without GenerateDataKey',
      granted({ operations: ['Decrypt', 'Encrypt'] }),
      'NON_COMPLIANT',
      /cannot kms:GenerateDataKey with/,
    ],
    [
      'two grants that together do',
      sampleKey({
        grants: known([
          { ...grant, operations: ['Decrypt'] },
          { ...grant, operations: ['GenerateDataKey'] },
        ]),
      }),
      'COMPLIANT',
      /a grant/,
    ],
    [
      "a grant to another instance's role",
      granted({ grantee: second.arn }),
      'NON_COMPLIANT',
      /no grant lets its role/,
    ],
    [
      'a grant narrowed to another encryption context',
      granted({ constraints: { subset: { project: 'other' } } }),
      'NON_COMPLIANT',
      /no grant/,
    ],
    [
      'a grant narrowed to the bucket',
      granted({ constraints: { subset: { 'aws:s3:arn': bucket } } }),
      'INDETERMINATE',
      /the ARN of the object or of the bucket/,
    ],
    [
      'a grant of an operation that AWS may add',
      granted({ operations: [...grant.operations, 'Teleport'] }),
      'COMPLIANT',
      /a grant/,
    ],
    [
      'a key policy that allows the role',
      ungranted(allowing),
      'COMPLIANT',
      /its policies allow the role/,
    ],
    [
      'a key policy through S3 of the region',
      ungranted(on({ StringEquals: { 'kms:ViaService': s3 } })),
      'COMPLIANT',
      /policies allow/,
    ],
    [
      'a key policy through another service',
      ungranted(on({ StringEquals: { 'kms:ViaService': 'ec2.ap-northeast-1.amazonaws.com' } })),
      'NON_COMPLIANT',
      /nor does a policy/,
    ],
    [
      'a key policy for the objects only',
      ungranted(on({ StringLike: { 'kms:EncryptionContext:aws:s3:arn': `${bucket}/*` } })),
      'INDETERMINATE',
      /bucket key/,
    ],
    [
      'a key policy for the bucket and its objects',
      ungranted(on({ StringLike: { 'kms:EncryptionContext:aws:s3:arn': `${bucket}*` } })),
      'COMPLIANT',
      /policies allow/,
    ],
    [
      'a Deny beside the grant',
      sampleKey({ policy: policyOf(delegation, { ...allowing, Effect: 'Deny', Principal: '*' }) }),
      'NON_COMPLIANT',
      /a policy denies it.*Take the role out/,
    ],
    [
      'a Deny that exempts the role',
      sampleKey({
        policy: policyOf(delegation, {
          ...allowing,
          Effect: 'Deny',
          Principal: '*',
          Condition: { ArnNotEquals: { 'aws:PrincipalArn': connectRole.arn } },
        }),
      }),
      'COMPLIANT',
      /a grant/,
    ],
    [
      "the role's own policy, to which the key's delegates",
      sampleKey({
        grants: known([]),
        rolePolicies: ownPolicy({ Effect: 'Allow', Action: 'kms:*', Resource: description.arn }),
      }),
      'COMPLIANT',
      /policies allow/,
    ],
    [
      "the role's own policy, to which the key's does not delegate",
      sampleKey({
        grants: known([]),
        policy: policyOf({ ...allowing, Principal: { AWS: second.arn } }),
        rolePolicies: ownPolicy({ Effect: 'Allow', Action: 'kms:*', Resource: '*' }),
      }),
      'NON_COMPLIANT',
      /no grant/,
    ],
    [
      "a Deny in the role's own policy",
      sampleKey({
        rolePolicies: ownPolicy({ Effect: 'Deny', Action: 'kms:Decrypt', Resource: '*' }),
      }),
      'NON_COMPLIANT',
      /cannot kms:Decrypt with this key \(a policy denies it\)/,
    ],
    [
      'each instance by itself',
      usedBy({ rolePolicies: bothRoles }, instance, secondInstance),
      'NON_COMPLIANT',
      /^second cannot/,
    ],
    [
      'two instances with a grant each',
      usedBy(
        { rolePolicies: bothRoles, grants: known([grant, { ...grant, grantee: second.arn }]) },
        instance,
        secondInstance,
      ),
      'COMPLIANT',
      /of sample: .* of second: a grant/,
    ],
    [
      'a video stream',
      usedBy({}, { ...instance, ...storing(media) }),
      'COMPLIANT',
      /MEDIA_STREAMS/,
    ],
    [
      'a key of streams only',
      {
        ...usedBy({ grants: known([]) }, { ...instance, ...storing(streaming) }),
        use: {
          ...sampleKey().use,
          instances: [{ ...instance, ...storing(streaming) }],
          associations: [streaming],
        },
      },
      'NOT_APPLICABLE',
      /Only streams and deliveries/,
    ],
    ['GovCloud', gov('s3.us-gov-west-1.amazonaws.com'), 'COMPLIANT', /us-gov/],
    ['GovCloud through a commercial region', gov(s3), 'NON_COMPLIANT', /no grant/],
    [
      'Disabled',
      describedKey({ state: 'Disabled' }),
      'NON_COMPLIANT',
      /is Disabled: CALL_RECORDINGS of sample cannot be stored or read/,
    ],
    [
      'PendingDeletion',
      describedKey({ state: 'PendingDeletion', deletionDate: '2026-12-01T00:00:00Z' }),
      'NON_COMPLIANT',
      /PendingDeletion \(gone on 2026-12-01T00:00:00Z\).*Cancel the deletion/,
    ],
    ['PendingImport', describedKey({ state: 'PendingImport' }), 'NON_COMPLIANT', /PendingImport/],
    [
      'Updating, which passes',
      describedKey({ state: 'Updating' }),
      'INDETERMINATE',
      /while it is Updating/,
    ],
    ['Unavailable', describedKey({ state: 'Unavailable' }), 'NON_COMPLIANT', /Unavailable/],
    [
      'a state that AWS may add',
      describedKey({ state: 'Hibernating' }),
      'INDETERMINATE',
      /Hibernating/,
    ],
    [
      'an asymmetric key',
      describedKey({ spec: 'RSA_4096' }),
      'NON_COMPLIANT',
      /RSA_4096.*SYMMETRIC_DEFAULT/,
    ],
    [
      'a signing key',
      describedKey({ spec: 'ECC_NIST_P256', usage: 'SIGN_VERIFY' }),
      'NON_COMPLIANT',
      /for SIGN_VERIFY/,
    ],
    ['a spec that AWS may add', describedKey({ spec: 'KYBER_768' }), 'INDETERMINATE', /KYBER_768/],
    ['a usage that AWS may add', describedKey({ usage: 'WRAP' }), 'INDETERMINATE', /WRAP/],
    [
      "AWS's own key",
      describedKey({ manager: 'AWS' }),
      'NOT_APPLICABLE',
      /AWS sets who may use it/,
    ],
    [
      'a key that is gone',
      sampleKey({ description: absent }),
      'NON_COMPLIANT',
      /There is no key 0d1c2b3a.*Associate another/,
    ],
    [
      'a refused description',
      sampleKey({ description: unreadable(accessDenied('kms:DescribeKey')) }),
      'INDETERMINATE',
      /kms:DescribeKey/,
    ],
    [
      'refused grants',
      sampleKey({ grants: unreadable(accessDenied('kms:ListGrants')) }),
      'INDETERMINATE',
      /kms:ListGrants/,
    ],
    [
      'a refused policy beside a grant',
      sampleKey({ policy: unreadable(accessDenied('kms:GetKeyPolicy')) }),
      'INDETERMINATE',
      /kms:GetKeyPolicy/,
    ],
    [
      'a policy that is not understood',
      sampleKey({ policy: known('{"Statement":[{}]}') }),
      'INDETERMINATE',
      /not understood: Statement\[0\]/,
    ],
    [
      'refused policies of the role beside a grant',
      sampleKey({
        rolePolicies: { [connectRole.arn]: unreadable(accessDenied('iam:ListRolePolicies')) },
      }),
      'INDETERMINATE',
      /iam:ListRolePolicies/,
    ],
    [
      'policies of the role that were not looked up',
      sampleKey({ rolePolicies: {} }),
      'INDETERMINATE',
      /not looked up/,
    ],
    [
      'an instance without a known role',
      usedBy({}, { ...instance, serviceRole: absent }),
      'INDETERMINATE',
      /which role sample works as: it names none/,
    ],
    [
      'an unreadable role',
      usedBy({}, { ...instance, serviceRole: unreadable(accessDenied('iam:GetRole')) }),
      'INDETERMINATE',
      /iam:GetRole/,
    ],
    [
      'half an inventory',
      {
        ...sampleKey(),
        use: {
          ...sampleKey().use,
          complete: false,
          unreadable: [accessDenied('connect:ListInstances')],
        },
      },
      'INDETERMINATE',
      /inventory is incomplete: connect:ListInstances/,
    ],
    ['a key that nobody uses', unusedKey, 'NOT_APPLICABLE', /No Connect instance/],
    [
      'an association that names the key by its alias',
      usedBy(
        { use: { ...sampleKey().use, associations: [{ ...recordings, key: 'alias/recordings' }] } },
        { ...instance, ...storing({ ...recordings, key: 'alias/recordings' }) },
      ),
      'COMPLIANT',
      /a grant/,
    ],
  ]);
});
