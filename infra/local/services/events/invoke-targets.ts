import { callAs } from '../../call-as.ts';
import { sendToQueue } from '../../functions/role-effects.ts';
import { AwsError, type Caller } from '../../service.ts';
import type { Scope, World } from '../../world.ts';
import type { EventRule } from './state.ts';

const eventBridge: Caller = { kind: 'service', arn: 'events.amazonaws.com' };

/**
 * Invokes the targets of a rule with an event, asynchronously and as EventBridge. What a function's
 * resource policy refuses is kept in `rule.failed` and goes to the target's dead-letter queue.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 */
export async function invokeTargets(
  world: World,
  scope: Scope,
  rule: EventRule,
  event: unknown,
): Promise<void> {
  const context = { 'aws:SourceAccount': scope.account, 'aws:SourceArn': rule.arn };
  for (const { id, arn, input, deadLetterQueue } of rule.targets) {
    const text = input ?? JSON.stringify(event);
    try {
      await callAs(
        world,
        scope,
        eventBridge,
        'lambda',
        'Invoke',
        { FunctionName: arn, InvocationType: 'Event', Payload: Buffer.from(text) },
        context,
      );
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const { code, message } = error;
      rule.failed.push({ at: world.clock.now(), target: id, code, message });
      if (deadLetterQueue === undefined) continue;
      await sendToQueue(world, { scope }, eventBridge, deadLetterQueue, text, context);
    }
  }
}
