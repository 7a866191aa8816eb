import { AwsError } from '../../service.ts';
import { type Queue, queuesIn } from '../../services/sqs/state.ts';
import { attachedPolicy } from '../attached-policy.ts';
import type { ResourceContext } from '../resource-kind.ts';

const queueAt = ({ world, scope }: ResourceContext, url: string): Queue | undefined =>
  queuesIn(world, scope).get(url.split('/').at(-1) ?? '');

/** `AWS::SQS::QueuePolicy` */
export const sqsQueuePolicy = attachedPolicy('Queues', {
  attach(context, url, policy) {
    const queue = queueAt(context, url);
    if (queue === undefined) throw new AwsError('QueueDoesNotExist', `There is no queue ${url}.`);
    queue.policy = policy;
  },
  detach(context, url) {
    delete queueAt(context, url)?.policy;
  },
});
