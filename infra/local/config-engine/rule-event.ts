import type { ConfigState, StoredRule } from '../services/config/state.ts';
import type { Scope } from '../world.ts';
import type { ConfigurationItem } from './configuration-item.ts';

export type MessageType =
  | 'ConfigurationItemChangeNotification'
  | 'OversizedConfigurationItemChangeNotification'
  | 'ScheduledNotification';

/** What a rule is told of: a changed resource, or that its time has come. */
export type Occasion =
  | { readonly item: ConfigurationItem; readonly leftScope?: boolean }
  | 'scheduled';

/** The notification about an item: only a summary of it when it is too large to be sent. */
export function notification(
  state: Pick<ConfigState, 'oversizedBytes'>,
  occasion: Occasion,
  { account }: Scope,
  now: Date,
): { readonly type: MessageType; readonly text: string } {
  const notificationCreationTime = now.toISOString();
  if (occasion === 'scheduled') {
    const type = 'ScheduledNotification';
    const fields = { awsAccountId: account, notificationCreationTime };
    return { type, text: JSON.stringify({ ...fields, messageType: type, recordVersion: '1.0' }) };
  }
  const { item } = occasion;
  const changeType = changeTypeOf(item);
  const type = 'ConfigurationItemChangeNotification';
  const text = JSON.stringify({
    configurationItemDiff: { changedProperties: {}, changeType },
    configurationItem: item,
    notificationCreationTime,
    messageType: type,
    recordVersion: '1.3',
  });
  if (Buffer.byteLength(text) <= state.oversizedBytes) return { type, text };
  const oversized = 'OversizedConfigurationItemChangeNotification';
  const summary = { changeType, ...summaryOf(item) };
  return {
    type: oversized,
    text: JSON.stringify({
      configurationItemSummary: summary,
      s3DeliverySummary: { s3BucketLocation: null, errorCode: null, errorMessage: null },
      notificationCreationTime,
      messageType: oversized,
      recordVersion: '1.0',
    }),
  };
}

function changeTypeOf({ configurationItemStatus: status }: ConfigurationItem): string {
  if (status === 'ResourceDiscovered') return 'CREATE';
  return status.startsWith('ResourceDeleted') ? 'DELETE' : 'UPDATE';
}

function summaryOf(item: ConfigurationItem): Partial<ConfigurationItem> {
  const {
    configuration: _configuration,
    supplementaryConfiguration: _supplementary,
    tags: _tags,
    relatedEvents: _events,
    relationships: _relationships,
    ...summary
  } = item;
  return summary;
}

/**
 * The event that a custom rule's function gets.
 * @see https://docs.aws.amazon.com/config/latest/developerguide/evaluate-config_develop-rules_example-events.html
 */
export const ruleEvent = (
  { rule, id, arn, name }: StoredRule,
  invokingEvent: string,
  scope: Scope,
  details: {
    readonly resultToken: string;
    readonly leftScope: boolean;
    readonly recorderRole: string;
  },
): Readonly<Record<string, unknown>> => ({
  version: '1.0',
  invokingEvent,
  ruleParameters: rule.InputParameters ?? '{}',
  resultToken: details.resultToken,
  eventLeftScope: details.leftScope,
  executionRoleArn: details.recorderRole,
  configRuleArn: arn,
  configRuleName: name,
  configRuleId: id,
  accountId: scope.account,
});
