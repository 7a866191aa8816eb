import { configRuleName } from '#shared/connect/deployment.ts';
import type { ScheduledEvent } from '#shared/usecases/config-event.ts';

/** AWS Config: the time has come for this rule to judge everything. */
export const scheduled = (rule: string): ScheduledEvent => ({
  kind: 'scheduled',
  resultToken: 'token',
  testMode: false,
  configRuleName: configRuleName(rule),
  notifiedAt: new Date('2026-03-01T12:00:00Z'),
});
