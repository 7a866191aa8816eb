/**
 * The key states in which nothing can be encrypted or decrypted. In `Updating`, a few seconds of a
 * multi-region key, AWS says that it can.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-update.html
 */
export const unusableKeyStates: ReadonlySet<string> = new Set([
  ...['Creating', 'Disabled', 'PendingDeletion', 'PendingImport', 'PendingReplicaDeletion'],
  'Unavailable',
]);
