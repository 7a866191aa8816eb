import * as client from '@aws-sdk/client-sns';
import { AwsError, type Operation, type Service } from '../../service.ts';
import { policyText } from '../iam/valid.ts';
import { deniedAs, onTopic, type TopicInput, topicOf } from './access.ts';
import { publish } from './publish.ts';
import { putTopic, type Subscription, type Topic, topicArn, topicsIn } from './state.ts';
import { subscribe } from './subscriptions.ts';

const createTopic: Operation<client.CreateTopicInput, client.CreateTopicResponse> = {
  access: ({ scope, input }) => [
    {
      action: 'sns:CreateTopic',
      resource: topicArn(scope, input.Name ?? ''),
      resourceAccount: scope.account,
      deniedAs,
    },
  ],
  run: ({ world, scope, input }) => {
    if (!/^[\w-]{1,256}$/.test(input.Name ?? '')) {
      throw new AwsError('InvalidParameter', 'Invalid parameter: Topic Name');
    }
    return { TopicArn: putTopic(world, scope, input.Name ?? '').arn };
  },
};

const listTopics: Operation<client.ListTopicsInput, client.ListTopicsResponse> = {
  access: ({ scope }) => [
    { action: 'sns:ListTopics', resource: '*', resourceAccount: scope.account, deniedAs },
  ],
  run: ({ world, scope }) => ({
    Topics: [...topicsIn(world, scope).values()].map(({ arn }) => ({ TopicArn: arn })),
  }),
};

/** An operation on one topic that asks one question of its policy. */
const onOneTopic = <Input extends TopicInput>(
  action: string,
  run: (topic: Topic, call: Parameters<Operation<Input>['run']>[0]) => unknown,
): Operation<Input> => ({
  access: onTopic(action),
  run: (call) => run(topicOf(call), call),
});

const getAttributes = onOneTopic('GetTopicAttributes', ({ arn, policy, ...topic }) => ({
  Attributes: {
    TopicArn: arn,
    Owner: arn.split(':')[4] ?? '',
    Policy: policy,
    DisplayName: topic.displayName,
    SubscriptionsConfirmed: String(topic.subscriptions.filter((each) => each.confirmed).length),
    SubscriptionsPending: String(topic.subscriptions.filter((each) => !each.confirmed).length),
  },
}));

const setAttributes = onOneTopic<client.SetTopicAttributesInput>(
  'SetTopicAttributes',
  (topic, { input: { AttributeName: name, AttributeValue: value = '' } }) => {
    if (name === 'Policy') topic.policy = policyText(value, 'resource');
    else if (name === 'DisplayName') topic.displayName = value;
    else throw new AwsError('InvalidParameter', `Invalid parameter: AttributeName: ${name}`);
  },
);

/** As SNS shows one that waits for its confirmation. */
const shownArn = ({ arn, confirmed }: Subscription, pending: string): string =>
  confirmed ? arn : pending;

const subscribeTo = onOneTopic<client.SubscribeInput>(
  'Subscribe',
  (topic, { input: { Protocol = '', Endpoint = '' } }) => ({
    SubscriptionArn: shownArn(subscribe(topic, Protocol, Endpoint), 'pending confirmation'),
  }),
);

const listSubscriptions = onOneTopic('ListSubscriptionsByTopic', ({ arn, subscriptions }) => ({
  Subscriptions: subscriptions.map((each) => ({
    SubscriptionArn: shownArn(each, 'PendingConfirmation'),
    Owner: arn.split(':')[4] ?? '',
    Protocol: each.protocol,
    Endpoint: each.endpoint,
    TopicArn: arn,
  })),
}));

/** Amazon SNS: topics and their policies, subscriptions, and what is published. */
export const service: Service = {
  signingName: 'sns',
  protocol: 'awsQuery',
  client,
  operations: {
    CreateTopic: createTopic,
    ListTopics: listTopics,
    GetTopicAttributes: getAttributes,
    SetTopicAttributes: setAttributes,
    Subscribe: subscribeTo,
    ListSubscriptionsByTopic: listSubscriptions,
    Publish: publish,
  },
};
