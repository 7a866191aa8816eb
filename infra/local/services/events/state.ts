import type { JsonObject } from '../../cloudformation/json.ts';
import type { Scope, StateSlot, World } from '../../world.ts';

export interface EventTarget {
  readonly id: string;
  /** ARN of a Lambda function. */
  readonly arn: string;
  /** JSON; absent: the event itself. */
  readonly input?: string;
  /** ARN of an SQS queue for events that could not be delivered. */
  readonly deadLetterQueue?: string;
}

export interface EventRule {
  readonly name: string;
  readonly arn: string;
  /** `rate(6 hours)`, `cron(…)`. */
  readonly schedule?: string;
  readonly pattern?: JsonObject;
  readonly enabled: boolean;
  readonly targets: readonly EventTarget[];
  /** Deliveries that a target's resource policy refused. */
  readonly failed: FailedDelivery[];
}

export interface FailedDelivery {
  readonly at: Date;
  readonly target: string;
  readonly code: string;
  readonly message: string;
}

/** By name. */
export type EventRules = Map<string, EventRule>;

const slot: StateSlot<EventRules> = { name: 'events', span: 'region', create: () => new Map() };

/** The rules of the default event bus. */
export const eventRules = (world: World, scope: Scope): EventRules => world.state(slot, scope);
