import type { Scope, StateSlot, World } from '../../world.ts';

export interface ScheduledTarget {
  readonly id: string;
  /** ARN of a Lambda function. */
  readonly arn: string;
  /** JSON; absent: EventBridge's own event. */
  readonly input?: string;
}

export interface ScheduleRule {
  readonly name: string;
  readonly arn: string;
  /** `rate(6 hours)`, `cron(…)`. */
  readonly schedule: string;
  readonly enabled: boolean;
  readonly targets: readonly ScheduledTarget[];
}

/** By name. */
export type ScheduleRules = Map<string, ScheduleRule>;

const slot: StateSlot<ScheduleRules> = { name: 'events', span: 'region', create: () => new Map() };

export const scheduleRules = (world: World, scope: Scope): ScheduleRules =>
  world.state(slot, scope);
