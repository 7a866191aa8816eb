import { CfnEventInvokeConfig, type CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnQueue, CfnQueuePolicy } from 'aws-cdk-lib/aws-sqs';
import { denyPlaintext } from './deny-plaintext.ts';
import type { Parts } from './parts.ts';
import type { AllowStatement } from './role.ts';

/** Where events go that a function failed on for good: what Config or the schedule asked in vain. */
export function deadLetterQueue({ stack }: Parts): CfnQueue {
  const queue = new CfnQueue(stack, 'FailedEventsQueue', {
    queueName: 'connect-storage-guard-failed-events',
    sqsManagedSseEnabled: true,
    messageRetentionPeriod: 14 * 24 * 3600,
  });
  new CfnQueuePolicy(stack, 'FailedEventsQueuePolicy', {
    queues: [queue.ref],
    policyDocument: {
      Version: '2012-10-17',
      Statement: [denyPlaintext('sqs:*', queue.attrArn)],
    },
  });
  return queue;
}

/** Sends events that `lambda` failed on, after Lambda's two retries, to the queue. */
export const onFailure = (
  { stack }: Parts,
  id: string,
  lambda: CfnFunction,
  queue: CfnQueue,
): CfnEventInvokeConfig =>
  new CfnEventInvokeConfig(stack, `${id}Invocations`, {
    functionName: lambda.ref,
    qualifier: '$LATEST',
    maximumRetryAttempts: 2,
    destinationConfig: { onFailure: { destination: queue.attrArn } },
  });

export const reportFailedEvents = (queue: CfnQueue): AllowStatement => ({
  Sid: 'ReportFailedEvents',
  Action: 'sqs:SendMessage',
  Resource: queue.attrArn,
});
