import * as client from '@aws-sdk/client-kinesis';
import type { Service } from '../../service.ts';
import { encryptionOperations } from './encryption.ts';
import { recordOperations } from './records.ts';
import { streamOperations } from './streams.ts';

/**
 * Kinesis Data Streams: streams are active at once and keep real records for a day. Who writes to
 * an encrypted stream or reads it needs its key.
 * @see https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html
 */
export const service: Service = {
  signingName: 'kinesis',
  protocol: 'awsJson1_1',
  client,
  operations: { ...streamOperations, ...encryptionOperations, ...recordOperations },
  operationThrottles: {
    DescribeStream: { perSecond: 10, burst: 10 },
    DescribeStreamSummary: { perSecond: 20, burst: 20 },
    ListStreams: { perSecond: 5, burst: 5 },
  },
  throttleError: { code: 'LimitExceededException', status: 400 },
};
