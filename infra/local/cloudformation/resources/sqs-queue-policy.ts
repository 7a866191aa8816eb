import { AwsError } from '../../service.ts';
import { policyText } from '../../services/iam/valid.ts';
import { queuesIn } from '../../services/sqs/state.ts';
import { anyObject, listOf, string } from '../properties.ts';
import { type ResourceContext, resourceKind } from '../resource-kind.ts';

interface QueuePolicy {
  readonly queues: readonly string[];
  readonly document: object;
}

function apply({ world, scope }: ResourceContext, { queues, document }: QueuePolicy): void {
  const text = policyText(document, 'resource');
  for (const url of queues) {
    const queue = queuesIn(world, scope).get(url.split('/').at(-1) ?? '');
    if (queue === undefined) {
      throw new AwsError('QueueDoesNotExist', `There is no queue ${url}.`);
    }
    queue.policy = text;
  }
}

/** `AWS::SQS::QueuePolicy` */
export const sqsQueuePolicy = resourceKind({
  read: (properties): QueuePolicy => ({
    queues: properties.required('Queues', listOf(string)),
    document: properties.required('PolicyDocument', anyObject),
  }),
  replacedBy: ['Queues'],
  create(context, properties) {
    apply(context, properties);
    const id = context.generatedName(80);
    return { ref: id, attributes: { Id: id } };
  },
  update(context, resource, properties) {
    apply(context, properties);
    return resource;
  },
  delete({ world, scope }, _, { queues }) {
    for (const url of queues) {
      const queue = queuesIn(world, scope).get(url.split('/').at(-1) ?? '');
      if (queue !== undefined) delete queue.policy;
    }
  },
});
