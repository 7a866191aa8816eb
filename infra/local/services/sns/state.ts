import type { Scope, StateSlot, World } from '../../world.ts';

export interface PublishedMessage {
  readonly id: string;
  readonly at: Date;
  readonly subject?: string;
  readonly message: string;
  /** ARN of the role or user, or the name of the service that published it. */
  readonly publisher: string;
}

export interface Subscription {
  readonly arn: string;
  /** `email`, `sqs` or `lambda`. */
  readonly protocol: string;
  /** An address, or the ARN of a queue or a function. */
  readonly endpoint: string;
  /** An address must be confirmed by a person, whom the embedded AWS does not have. */
  readonly confirmed: boolean;
}

export interface Topic {
  readonly name: string;
  readonly arn: string;
  displayName: string;
  /** Text of the topic's policy. */
  policy: string;
  readonly subscriptions: Subscription[];
  /** All that was ever published, oldest first. */
  readonly published: PublishedMessage[];
}

/** By name. */
export type Topics = Map<string, Topic>;

const slot: StateSlot<Topics> = { name: 'sns', span: 'region', create: () => new Map() };

export const topicsIn = (world: World, scope: Scope): Topics => world.state(slot, scope);

export const topicArn = ({ partition, region, account }: Scope, name: string): string =>
  `arn:${partition}:sns:${region}:${account}:${name}`;

/** The topic of that ARN, in whatever account it is. */
export function topicWithArn(world: World, arn: string): Topic | undefined {
  const [, partition = '', , region = '', account = '', name = ''] = arn.split(':');
  return topicsIn(world, { partition, region, account }).get(name);
}

/** The topic of that name, made if there is none. */
export function putTopic(world: World, scope: Scope, name: string): Topic {
  const topics = topicsIn(world, scope);
  const existing = topics.get(name);
  if (existing !== undefined) return existing;
  const arn = topicArn(scope, name);
  const created: Topic = {
    name,
    arn,
    displayName: '',
    policy: defaultTopicPolicy(scope, arn),
    subscriptions: [],
    published: [],
  };
  topics.set(name, created);
  return created;
}

/**
 * What a topic's policy is until somebody gives it another: services may use it for its owner.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html
 */
export const defaultTopicPolicy = ({ account }: Scope, arn: string): string =>
  JSON.stringify({
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: [
          'SNS:GetTopicAttributes',
          'SNS:SetTopicAttributes',
          'SNS:AddPermission',
          'SNS:RemovePermission',
          'SNS:DeleteTopic',
          'SNS:Subscribe',
          'SNS:ListSubscriptionsByTopic',
          'SNS:Publish',
        ],
        Resource: arn,
        Condition: { StringEquals: { 'AWS:SourceOwner': account } },
      },
    ],
  });

/** What was published to a topic, oldest first; nothing when there is no such topic. */
export const publishedMessages = (
  world: World,
  scope: Scope,
  name: string,
): readonly PublishedMessage[] => topicsIn(world, scope).get(name)?.published ?? [];
