import { randomUUID } from 'node:crypto';
import type { Scope, World } from '../../world.ts';
import { invokeTargets } from './invoke-targets.ts';
import { type EventRule, eventRules } from './state.ts';

/**
 * What the clock does once in each rule's period: fires the enabled schedule rules of an account and
 * region, or the one of that name. `world.events.idle()` waits for what they set off.
 */
export async function runSchedules(world: World, scope: Scope, name?: string): Promise<void> {
  const due = [...eventRules(world, scope).values()].filter(
    (rule) => rule.enabled && rule.schedule !== undefined && (name ?? rule.name) === rule.name,
  );
  for (const rule of due) await invokeTargets(world, scope, rule, scheduled(world, scope, rule));
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-run-lambda-schedule.html */
const scheduled = (world: World, scope: Scope, { arn }: EventRule) => ({
  version: '0',
  id: randomUUID(),
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  account: scope.account,
  time: world.clock.now().toISOString(),
  region: scope.region,
  resources: [arn],
  detail: {},
});
