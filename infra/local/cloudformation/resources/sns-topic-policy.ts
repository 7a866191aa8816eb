import { AwsError } from '../../service.ts';
import { defaultTopicPolicy, topicWithArn } from '../../services/sns/state.ts';
import { attachedPolicy } from '../attached-policy.ts';

/** `AWS::SNS::TopicPolicy` */
export const snsTopicPolicy = attachedPolicy('Topics', {
  attach({ world }, arn, policy) {
    const topic = topicWithArn(world, arn);
    if (topic === undefined) throw new AwsError('NotFound', `There is no topic ${arn}.`, 404);
    topic.policy = policy;
  },
  detach({ world, scope }, arn) {
    const topic = topicWithArn(world, arn);
    if (topic !== undefined) topic.policy = defaultTopicPolicy(scope, arn);
  },
});
