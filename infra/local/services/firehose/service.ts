import * as client from '@aws-sdk/client-firehose';
import type { Service } from '../../service.ts';
import { deliveryStreamOperations } from './delivery-streams.ts';
import { encryptionOperations } from './encryption.ts';
import { recordOperations } from './records.ts';

/**
 * Amazon Data Firehose: delivery streams from Kinesis or `PutRecord` to S3, active at once.
 * `deliver.ts` does the delivery, as the delivery stream's role.
 */
export const service: Service = {
  signingName: 'firehose',
  protocol: 'awsJson1_1',
  client,
  operations: { ...deliveryStreamOperations, ...encryptionOperations, ...recordOperations },
  operationThrottles: {
    DescribeDeliveryStream: { perSecond: 5, burst: 5 },
    ListDeliveryStreams: { perSecond: 5, burst: 5 },
  },
  throttleError: { code: 'LimitExceededException', status: 400 },
};
