import type * as Firehose from '@aws-sdk/client-firehose';
import { AwsError, type Operation } from '../../service.ts';
import type { Scope, World } from '../../world.ts';
import { findKey } from '../kms/key-lookup.ts';
import { createGrant } from '../kms/state.ts';
import {
  deliveryStreamCheck,
  deliveryStreamOf,
  deliveryStreamOperation,
  grantChecks,
} from './access.ts';
import { type DeliveryStream, type DeliveryStreamEncryption, emitDeliveryStream } from './state.ts';

type Input = Firehose.DeliveryStreamEncryptionConfigurationInput;

/** @throws AwsError `InvalidArgumentException`, `InvalidKMSResourceException`. */
export function encryptionFrom(
  world: World,
  scope: Scope,
  { KeyType: type, KeyARN: arn }: Partial<Input>,
): DeliveryStreamEncryption {
  if (type !== 'CUSTOMER_MANAGED_CMK') return { keyType: 'AWS_OWNED_CMK' };
  if (arn === undefined) throw new AwsError('InvalidArgumentException', 'KeyARN is required');
  const key = findKey(world, scope, arn);
  if (key?.state !== 'Enabled' || key.spec !== 'SYMMETRIC_DEFAULT') {
    throw new AwsError('InvalidKMSResourceException', `Key ${arn} cannot be used`);
  }
  return { keyType: type, keyArn: key.arn };
}

const grantee = 'firehose.amazonaws.com';

/** Lets Firehose itself use a delivery stream's key. */
export function grantKey(world: World, scope: Scope, encryption: DeliveryStreamEncryption): void {
  if (encryption.keyType !== 'CUSTOMER_MANAGED_CMK') return;
  const key = findKey(world, scope, encryption.keyArn);
  if (!key) return;
  createGrant(world, key, { grantee, operations: ['Decrypt', 'GenerateDataKey'] });
}

/**
 * Whether Firehose can take records in.
 * @throws AwsError `InvalidKMSResourceException` when its grant or the key is gone.
 */
export function requireUsableKey(world: World, { scope, encryption }: DeliveryStream): void {
  if (encryption?.keyType !== 'CUSTOMER_MANAGED_CMK') return;
  const key = findKey(world, scope, encryption.keyArn);
  const granted = key?.grants.some((grant) => grant.grantee === grantee);
  if (key?.state === 'Enabled' && granted) return;
  throw new AwsError('InvalidKMSResourceException', `Key ${encryption.keyArn} cannot be used`);
}

const start: Operation<Firehose.StartDeliveryStreamEncryptionInput> = {
  access: (call) => [
    deliveryStreamCheck(call, 'StartDeliveryStreamEncryption'),
    ...grantChecks(call, call.input.DeliveryStreamEncryptionConfigurationInput?.KeyARN),
  ],
  run(call) {
    const { world, scope, input } = call;
    const stream = deliveryStreamOf(call);
    if (stream.source) {
      throw new AwsError(
        'InvalidArgumentException',
        'Encryption is only for DirectPut: with a Kinesis stream as source, encrypt that.',
      );
    }
    const encryption = encryptionFrom(
      world,
      scope,
      input.DeliveryStreamEncryptionConfigurationInput ?? {},
    );
    grantKey(world, scope, encryption);
    stream.encryption = encryption;
    emitDeliveryStream(world, stream, 'changed');
  },
};

export const encryptionOperations: Readonly<Record<string, Operation>> = {
  StartDeliveryStreamEncryption: start,
  StopDeliveryStreamEncryption: deliveryStreamOperation<Firehose.StopDeliveryStreamEncryptionInput>(
    'StopDeliveryStreamEncryption',
    (stream, { world }) => {
      stream.encryption = undefined;
      emitDeliveryStream(world, stream, 'changed');
    },
  ),
};
