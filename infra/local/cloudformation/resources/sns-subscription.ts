import { AwsError } from '../../service.ts';
import { topicWithArn } from '../../services/sns/state.ts';
import { subscribe } from '../../services/sns/subscriptions.ts';
import { string } from '../properties.ts';
import { resourceKind } from '../resource-kind.ts';

/** `AWS::SNS::Subscription` */
export const snsSubscription = resourceKind({
  read: (properties) => ({
    topicArn: properties.required('TopicArn', string),
    protocol: properties.required('Protocol', string),
    endpoint: properties.required('Endpoint', string),
  }),
  replacedBy: ['TopicArn', 'Protocol', 'Endpoint'],
  create({ world }, { topicArn, protocol, endpoint }) {
    const topic = topicWithArn(world, topicArn);
    if (topic === undefined) throw new AwsError('NotFound', `There is no topic ${topicArn}.`, 404);
    return { ref: subscribe(topic, protocol, endpoint).arn, attributes: {} };
  },
  update: (_, resource) => resource,
  delete({ world }, { ref }, { topicArn }) {
    const { subscriptions = [] } = topicWithArn(world, topicArn) ?? {};
    const at = subscriptions.findIndex(({ arn }) => arn === ref);
    if (at >= 0) subscriptions.splice(at, 1);
  },
});
