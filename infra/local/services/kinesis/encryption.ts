import type * as Kinesis from '@aws-sdk/client-kinesis';
import { AwsError, type Operation } from '../../service.ts';
import { findKey } from '../kms/key-lookup.ts';
import { streamOperation } from './access.ts';
import { emitStream } from './state.ts';

/** The key is kept as it was given, and that is how `DescribeStreamSummary` answers it. */
const start = streamOperation<Kinesis.StartStreamEncryptionInput>(
  'StartStreamEncryption',
  (stream, { world, input }) => {
    const { EncryptionType: type, KeyId: reference = '' } = input;
    if (type !== 'KMS')
      throw new AwsError('InvalidArgumentException', 'EncryptionType must be KMS');
    const key = findKey(world, stream.scope, reference);
    if (!key) {
      throw new AwsError('KMSNotFoundException', `Key '${reference}' does not exist`);
    }
    if (key.state === 'Disabled') {
      throw new AwsError('KMSDisabledException', `${key.arn} is disabled.`);
    }
    if (key.state !== 'Enabled') {
      throw new AwsError('KMSInvalidStateException', `${key.arn} is ${key.state}.`);
    }
    stream.encryptionKey = reference;
    emitStream(world, stream, 'changed');
  },
);

/** Records that were written before stay encrypted. */
const stop = streamOperation<Kinesis.StopStreamEncryptionInput>(
  'StopStreamEncryption',
  (stream, { world }) => {
    if (stream.encryptionKey === undefined) {
      throw new AwsError('ResourceInUseException', `Stream ${stream.name} is not encrypted.`);
    }
    delete stream.encryptionKey;
    emitStream(world, stream, 'changed');
  },
);

export const encryptionOperations: Readonly<Record<string, Operation>> = {
  StartStreamEncryption: start,
  StopStreamEncryption: stop,
};
