import { randomUUID } from 'node:crypto';
import { callAs } from '../call-as.ts';
import { AwsError, type Caller } from '../service.ts';
import { configState, type StoredRule } from '../services/config/state.ts';
import type { Scope, World } from '../world.ts';
import { notification, type Occasion, ruleEvent } from './rule-event.ts';

/**
 * Invokes the function of a custom rule, if the rule asked for this kind of message. Asynchronously
 * and as `config.amazonaws.com` for this account: the function's resource policy decides.
 */
export async function invokeRule(
  world: World,
  scope: Scope,
  rule: StoredRule,
  occasion: Occasion,
): Promise<void> {
  const state = configState(world, scope);
  const now = world.clock.now();
  const { type, text } = notification(state, occasion, scope, now);
  if (!messageTypes(rule).includes(type)) return;
  const resultToken = Buffer.from(randomUUID()).toString('base64');
  state.tokens.set(resultToken, { rule: rule.name, invoked: now });
  const event = ruleEvent(rule, text, scope, {
    resultToken,
    leftScope: occasion !== 'scheduled' && occasion.leftScope === true,
    recorderRole: state.recorder.roleArn,
  });
  rule.lastInvoked = now;
  try {
    const input = {
      FunctionName: rule.rule.Source?.SourceIdentifier,
      InvocationType: 'Event',
      Payload: Buffer.from(JSON.stringify(event)),
    };
    const context = {
      'aws:SourceAccount': scope.account,
      ...(world.unconfirmed['config-tells-functions-its-rule'] && { 'aws:SourceArn': rule.arn }),
    };
    await callAs(world, scope, configService, 'lambda', 'Invoke', input, context);
    delete rule.lastError;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    rule.lastError = { code: error.code, message: error.message };
  }
}

const configService: Caller = { kind: 'service', arn: 'config.amazonaws.com' };

/** The messages that a rule has asked for. */
export const messageTypes = ({ rule }: StoredRule): readonly string[] =>
  (rule.Source?.SourceDetails ?? []).flatMap(({ MessageType: type }) => type ?? []);
