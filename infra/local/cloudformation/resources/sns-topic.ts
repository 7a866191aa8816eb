import { AwsError } from '../../service.ts';
import { putTopic, type Topic, topicsIn, topicWithArn } from '../../services/sns/state.ts';
import type { DeployedResource } from '../intrinsics.ts';
import { type Properties, string } from '../properties.ts';
import { resourceKind } from '../resource-kind.ts';

const read = (properties: Properties) => ({
  name: properties.optional('TopicName', string),
  displayName: properties.optional('DisplayName', string) ?? '',
});

function deployed(topic: Topic, displayName: string): DeployedResource {
  topic.displayName = displayName;
  return { ref: topic.arn, attributes: { TopicArn: topic.arn, TopicName: topic.name } };
}

/** `AWS::SNS::Topic`, standard topics without encryption. */
export const snsTopic = resourceKind({
  read,
  replacedBy: ['TopicName'],
  create({ world, scope, generatedName }, { name, displayName }) {
    const chosen = name ?? generatedName(256);
    if (topicsIn(world, scope).has(chosen)) {
      throw new AwsError('AlreadyExists', `There is a topic ${chosen} already.`);
    }
    return deployed(putTopic(world, scope, chosen), displayName);
  },
  update({ world }, { ref }, { displayName }) {
    const topic = topicWithArn(world, ref);
    if (topic === undefined) throw new AwsError('NotFound', `There is no topic ${ref}.`, 404);
    return deployed(topic, displayName);
  },
  delete({ world, scope }, { ref }) {
    topicsIn(world, scope).delete(ref.split(':').at(-1) ?? '');
  },
});
