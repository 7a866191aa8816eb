import { randomUUID } from 'node:crypto';
import type * as Firehose from '@aws-sdk/client-firehose';
import { AwsError, type Operation } from '../../service.ts';
import type { World } from '../../world.ts';
import { deliveryStreamOperation } from './access.ts';
import { requireUsableKey } from './encryption.ts';
import type { DeliveryStream } from './state.ts';

type Record = Firehose._Record | undefined;

/** @throws AwsError `InvalidArgumentException` where records come from a Kinesis stream. */
function take(world: World, stream: DeliveryStream, records: readonly Record[]) {
  if (stream.source) {
    throw new AwsError(
      'InvalidArgumentException',
      'This operation is not permitted on KinesisStreamAsSource delivery stream type.',
    );
  }
  requireUsableKey(world, stream);
  stream.delivery.pending.push(...records.map((record) => record?.Data ?? new Uint8Array()));
  world.events.emit('records-written', { streamArn: stream.arn });
  return { Encrypted: stream.encryption !== undefined };
}

export const recordOperations: Readonly<globalThis.Record<string, Operation>> = {
  PutRecord: deliveryStreamOperation<Firehose.PutRecordInput>(
    'PutRecord',
    (stream, { world, input }) => ({
      RecordId: randomUUID(),
      ...take(world, stream, [input.Record]),
    }),
  ),
  PutRecordBatch: deliveryStreamOperation<Firehose.PutRecordBatchInput>(
    'PutRecordBatch',
    (stream, { world, input }) => {
      const records = input.Records ?? [];
      return {
        FailedPutCount: 0,
        ...take(world, stream, records),
        RequestResponses: records.map(() => ({ RecordId: randomUUID() })),
      };
    },
  ),
};
