import { urlSuffix } from '../../url-suffix.ts';
import type { Scope, StateSlot, World } from '../../world.ts';

export interface QueueMessage {
  readonly id: string;
  readonly body: string;
  readonly sentAt: Date;
}

export interface Queue {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  /** As strings, by the names that `GetQueueAttributes` uses. */
  attributes: Readonly<Record<string, string>>;
  /** Text of the queue's policy. */
  policy?: string;
  readonly messages: QueueMessage[];
}

/** By name. */
export type Queues = Map<string, Queue>;

const slot: StateSlot<Queues> = { name: 'sqs', span: 'region', create: () => new Map() };

export const queuesIn = (world: World, scope: Scope): Queues => world.state(slot, scope);

export function putQueue(
  world: World,
  scope: Scope,
  name: string,
  attributes: Readonly<Record<string, string>>,
): Queue {
  const queues = queuesIn(world, scope);
  const existing = queues.get(name);
  if (existing !== undefined) {
    existing.attributes = attributes;
    return existing;
  }
  const arn = `arn:${scope.partition}:sqs:${scope.region}:${scope.account}:${name}`;
  const url = `https://sqs.${scope.region}.${urlSuffix(scope.partition)}/${scope.account}/${name}`;
  const queue: Queue = { name, arn, url, attributes, messages: [] };
  queues.set(name, queue);
  return queue;
}

/** What waits in a queue, oldest first; looking does not take it out. */
export const queuedMessages = (world: World, scope: Scope, name: string): readonly QueueMessage[] =>
  queuesIn(world, scope).get(name)?.messages ?? [];
