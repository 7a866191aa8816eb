import { defined } from '../../defined.ts';
import { AwsError } from '../../service.ts';
import { putQueue, type Queue, queuesIn } from '../../services/sqs/state.ts';
import type { DeployedResource } from '../intrinsics.ts';
import { boolean, number, type Properties, string } from '../properties.ts';
import { resourceKind } from '../resource-kind.ts';

const read = (properties: Properties) => ({
  name: properties.optional('QueueName', string),
  attributes: Object.fromEntries(
    Object.entries(
      defined({
        MessageRetentionPeriod: properties.optional('MessageRetentionPeriod', number),
        VisibilityTimeout: properties.optional('VisibilityTimeout', number),
        SqsManagedSseEnabled: properties.optional('SqsManagedSseEnabled', boolean),
        KmsMasterKeyId: properties.optional('KmsMasterKeyId', string),
      }),
    ).map(([name, value]) => [name, String(value)]),
  ),
});

const deployed = ({ url, arn, name }: Queue): DeployedResource => ({
  ref: url,
  attributes: { Arn: arn, QueueName: name, QueueUrl: url },
});

const nameIn = (url: string): string => url.split('/').at(-1) ?? '';

/** `AWS::SQS::Queue`, standard queues only. */
export const sqsQueue = resourceKind({
  read,
  replacedBy: ['QueueName'],
  create({ world, scope, generatedName }, { name, attributes }) {
    const chosen = name ?? generatedName(80);
    if (queuesIn(world, scope).has(chosen)) {
      throw new AwsError('QueueAlreadyExists', `There is a queue ${chosen} already.`);
    }
    return deployed(putQueue(world, scope, chosen, attributes));
  },
  update: ({ world, scope }, { ref }, { attributes }) =>
    deployed(putQueue(world, scope, nameIn(ref), attributes)),
  delete({ world, scope }, { ref }) {
    queuesIn(world, scope).delete(nameIn(ref));
  },
});
