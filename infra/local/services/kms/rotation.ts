import type { EnableKeyRotationRequest } from '@aws-sdk/client-kms';
import { AwsError, type Operation } from '../../service.ts';
import { keyOperation } from './keys.ts';
import { emitKey, type Key } from './state.ts';

const rotatable = ({ spec, origin }: Key): boolean =>
  spec === 'SYMMETRIC_DEFAULT' && origin === 'AWS_KMS';

/** @throws AwsError `UnsupportedOperationException` for keys that never rotate by themselves. */
function requireRotatable(key: Key): void {
  if (rotatable(key)) return;
  throw new AwsError(
    'UnsupportedOperationException',
    `You cannot perform this operation on ${key.arn}: only symmetric keys with KMS key material rotate.`,
  );
}

export const rotationOperations: Readonly<Record<string, Operation>> = {
  GetKeyRotationStatus: keyOperation('GetKeyRotationStatus', (key) => {
    requireRotatable(key);
    const enabled = key.rotationDays !== undefined && key.state !== 'PendingDeletion';
    return {
      KeyId: key.arn,
      KeyRotationEnabled: enabled,
      ...(enabled && { RotationPeriodInDays: key.rotationDays }),
    };
  }),
  EnableKeyRotation: keyOperation<EnableKeyRotationRequest>(
    'EnableKeyRotation',
    (key, { world, input }) => {
      requireRotatable(key);
      if (key.state === 'Disabled') {
        throw new AwsError('DisabledException', `${key.arn} is disabled.`);
      }
      key.rotationDays = input.RotationPeriodInDays ?? 365;
      emitKey(world, key, 'changed');
    },
  ),
  DisableKeyRotation: keyOperation('DisableKeyRotation', (key, { world }) => {
    requireRotatable(key);
    delete key.rotationDays;
    emitKey(world, key, 'changed');
  }),
};
