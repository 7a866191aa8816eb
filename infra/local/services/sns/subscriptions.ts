import { randomUUID } from 'node:crypto';
import { AwsError } from '../../service.ts';
import type { Subscription, Topic } from './state.ts';

/** @throws AwsError `InvalidParameter` for protocols that the embedded AWS does not deliver by. */
export function subscribe(topic: Topic, protocol: string, endpoint: string): Subscription {
  if (!['email', 'sqs', 'lambda'].includes(protocol)) {
    throw new AwsError('InvalidParameter', `Invalid parameter: Protocol: ${protocol}`);
  }
  const existing = topic.subscriptions.find(
    (each) => each.protocol === protocol && each.endpoint === endpoint,
  );
  if (existing !== undefined) return existing;
  const confirmed = protocol !== 'email';
  const created = { arn: `${topic.arn}:${randomUUID()}`, protocol, endpoint, confirmed };
  topic.subscriptions.push(created);
  return created;
}
