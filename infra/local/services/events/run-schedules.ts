import { randomUUID } from 'node:crypto';
import { callAs } from '../../call-as.ts';
import type { Caller } from '../../service.ts';
import type { Scope, World } from '../../world.ts';
import { type ScheduleRule, scheduleRules } from './state.ts';

const eventBridge: Caller = { kind: 'service', arn: 'events.amazonaws.com' };

/**
 * What the clock does once in each rule's period: fires the enabled schedule rules of an account and
 * region, or the one of that name. `world.events.idle()` waits for what they set off.
 * @throws AwsError when a target's resource policy does not let EventBridge invoke it.
 */
export async function runSchedules(world: World, scope: Scope, name?: string): Promise<void> {
  const rules = [...scheduleRules(world, scope).values()];
  const due = rules.filter((rule) => rule.enabled && (name === undefined || rule.name === name));
  for (const rule of due) {
    for (const target of rule.targets) {
      const input = {
        FunctionName: target.arn,
        InvocationType: 'Event',
        Payload: Buffer.from(target.input ?? JSON.stringify(scheduledEvent(world, scope, rule))),
      };
      await callAs(world, scope, eventBridge, 'lambda', 'Invoke', input, {
        'aws:SourceAccount': scope.account,
        'aws:SourceArn': rule.arn,
      });
    }
  }
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-run-lambda-schedule.html */
const scheduledEvent = (world: World, scope: Scope, { arn }: ScheduleRule) => ({
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
