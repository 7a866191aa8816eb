import type { Deployment } from '#shared/connect/deployment.ts';
import { absent, known, type Unreadable } from '#shared/connect/fact.ts';
import { told } from '#shared/rules/judgements.ts';
import { type PolicyHandling, settingsKey } from '#shared/settings/settings.ts';
import { readSettings } from '../settings.ts';
import type { Reading } from './audit-world.ts';
import type { AuditedPlace } from './report.ts';

/** The guard of the account and region that is audited, as far as there is one. */
export interface GuardHere {
  /** The world; without a state bucket where there is none. */
  readonly reading: Reading;
  readonly settings: AuditedPlace['settings'];
  /** Why the settings cannot be read. */
  readonly settingsUnreadable: Unreadable | undefined;
  /** Nobody knows whom they name. */
  readonly strangersOnly: boolean;
  readonly policies: PolicyHandling;
}

/** Where there is no bucket of the guard, nobody wrote any settings. */
export async function lookForGuard(reading: Reading, deployment: Deployment): Promise<GuardHere> {
  const stored = await reading.state.read(settingsKey);
  const here = {
    reading,
    strangersOnly: true,
    settingsUnreadable: undefined,
    policies: 'merge',
  } as const;
  if (stored.state === 'absent') return { ...here, settings: 'none' };
  if (stored.state === 'unreadable' && stored.why.code === 'NoSuchBucket') {
    const state = { ...reading.state, read: async () => absent, list: async () => known([]) };
    return { ...here, reading: { ...reading, state }, settings: 'none' };
  }
  const settings = await readSettings(reading.state, deployment);
  if (settings.state === 'unreadable') {
    const { why } = settings;
    return { ...here, settingsUnreadable: why, settings: { unreadable: told(why) } };
  }
  const policies = settings.state === 'known' ? settings.value.policies : undefined;
  return { ...here, strangersOnly: false, policies: policies ?? 'merge', settings: 'in-force' };
}
