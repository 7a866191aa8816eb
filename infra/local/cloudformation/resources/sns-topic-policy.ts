import { AwsError } from '../../service.ts';
import { policyText } from '../../services/iam/valid.ts';
import { defaultTopicPolicy, topicWithArn } from '../../services/sns/state.ts';
import { anyObject, listOf, string } from '../properties.ts';
import { type ResourceContext, resourceKind } from '../resource-kind.ts';

interface TopicPolicy {
  readonly topics: readonly string[];
  readonly document: object;
}

function apply({ world }: ResourceContext, { topics, document }: TopicPolicy): void {
  const text = policyText(document, 'resource');
  for (const arn of topics) {
    const topic = topicWithArn(world, arn);
    if (topic === undefined) throw new AwsError('NotFound', `There is no topic ${arn}.`, 404);
    topic.policy = text;
  }
}

/** `AWS::SNS::TopicPolicy` */
export const snsTopicPolicy = resourceKind({
  read: (properties): TopicPolicy => ({
    topics: properties.required('Topics', listOf(string)),
    document: properties.required('PolicyDocument', anyObject),
  }),
  replacedBy: ['Topics'],
  create(context, properties) {
    apply(context, properties);
    const id = context.generatedName(80);
    return { ref: id, attributes: { Id: id } };
  },
  update(context, resource, properties) {
    apply(context, properties);
    return resource;
  },
  delete({ world, scope }, _, { topics }) {
    for (const arn of topics) {
      const topic = topicWithArn(world, arn);
      if (topic !== undefined) topic.policy = defaultTopicPolicy(scope, arn);
    }
  },
});
