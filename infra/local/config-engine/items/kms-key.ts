import { findKey } from '../../services/kms/key-lookup.ts';
import type { RecordResource } from './index.ts';
import { recorderSession } from './recorder-session.ts';
import { lowerCamel } from './spelling.ts';

/** A KMS key as the recorder sees it: what the key's policy hides from it is missing. */
export const recordKey: RecordResource = async (world, scope, { resourceId: id, arn }) => {
  const read = await recorderSession(world, scope);
  const refused: string[] = [];
  const answerOf = async (operation: string) => {
    const reading = await read('kms', operation, { KeyId: id });
    if ('answer' in reading) return reading.answer;
    if (reading.refusal.code !== 'UnsupportedOperationException') refused.push(operation);
    return undefined;
  };
  const described = await answerOf('DescribeKey');
  const policy = await answerOf('GetKeyPolicy');
  const rotation = await answerOf('GetKeyRotationStatus');
  const key = findKey(world, scope, arn);
  return {
    created: key?.created,
    tags: Object.fromEntries((key?.tags ?? []).map(({ TagKey, TagValue }) => [TagKey, TagValue])),
    configuration: described ? lowerCamel(described.KeyMetadata) : { keyId: id, arn },
    supplementary: {
      ...(policy && { Policy: policy.Policy }),
      ...(rotation && { KeyRotationStatus: rotation.KeyRotationEnabled }),
    },
    refused,
  };
};
