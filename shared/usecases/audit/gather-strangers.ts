import { absent, known, type Unreadable } from '#shared/connect/fact.ts';
import type { BucketFacts } from '#shared/rules/bucket/facts.ts';
import { told } from '#shared/rules/judgements.ts';
import type { Need } from '#shared/rules/needs.ts';
import { settingsKey } from '#shared/settings/settings.ts';
import { gatherBuckets } from '../gather-buckets.ts';
import type { Gathering, Scope } from '../gathering.ts';
import type { Reading } from './audit-world.ts';

export interface StrangersRequest {
  readonly reading: Reading;
  /** Nobody knows whom the settings name. */
  readonly strangersOnly: boolean;
  /** Why the settings could not be read. */
  readonly settingsUnreadable: Unreadable | undefined;
}

const needs: readonly Need[] = ['settings', 'bucket-policy', 'principals'];

/**
 * The facts of buckets. Where it cannot be told who may reach one, because the settings cannot be
 * read or do not name who delivers there, what strangers can do is told all the same.
 */
export function gatherWithStrangers(request: StrangersRequest) {
  const { reading, strangersOnly, settingsUnreadable } = request;
  const read: typeof reading.state.read = (key) =>
    key === settingsKey ? Promise.resolve(absent) : reading.state.read(key);
  const state = { ...reading.state, read };
  const gather = gatherBuckets({ ...reading, strangersOnly });
  const gatherStrangers = gatherBuckets({ ...reading, state, strangersOnly: true });
  return (scope: Scope): Gathering<BucketFacts> => {
    const gathering = gather(scope);
    const strangers = gatherStrangers({ ...scope, needs });
    return {
      ...gathering,
      async facts(resource) {
        const facts = await gathering.facts(resource);
        const doubt = doubtAbout(facts, settingsUnreadable);
        if (doubt === undefined || !facts.inspected) return facts;
        const { inspected: asked } = await strangers.facts(resource);
        if (asked?.baseline.state !== 'known') return facts;
        const baseline = known({ ...asked.baseline.value, doubt });
        return { ...facts, inspected: { ...facts.inspected, baseline } };
      },
    };
  };
}

function doubtAbout(
  { inspected }: BucketFacts,
  settingsUnreadable: Unreadable | undefined,
): string | undefined {
  if (inspected?.baseline.state !== 'unreadable') return undefined;
  const { why } = inspected.baseline;
  if (why.code === 'NotNeeded') return undefined;
  if (settingsUnreadable) return `the administrators are not known: ${told(settingsUnreadable)}`;
  return why.code === 'NotNamed' ? why.message : undefined;
}
