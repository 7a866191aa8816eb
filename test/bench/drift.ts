import { noticing } from '#infra/local/config-engine/record.ts';
import type { LedgerEntry } from '#infra/local/ledger.ts';
import { setPace } from '#infra/local/pace.ts';
import { buckets } from '#infra/local/scenarios/contact-center/buckets.ts';
import { people } from '#infra/local/scenarios/contact-center/people.ts';
import { contactCenter } from '#infra/local/scenarios/contact-center.ts';
import { delivery } from '#infra/local/services/events/follow-calls.ts';
import { configRuleName, functionNames } from '#shared/connect/deployment.ts';
import { judgedOnlyBy } from '../scenario/judged-only-by.ts';
import { count, type Figures, measured, median } from './figures.ts';
import { SimulatedAccount } from './simulated-account.ts';

const runs = 5;
/** What part of AWS's time its waits take here. */
const pace = 1 / 60;

/**
 * From somebody's opening a guarded bucket to its being closed, and seen to be closed, again. AWS's
 * waits are inputs; what the embedded AWS takes beside them is ours.
 */
export async function benchDrift(): Promise<Figures> {
  const settings = { ...contactCenter.settings, remediationLimit: { count: 100 } };
  const account = await SimulatedAccount.start(settings);
  try {
    setPace(account.aws.world, pace);
    const all = await drifted(account);
    // Lambda runs evaluations side by side, here they would queue.
    judgedOnlyBy(configRuleName('bucket-policy-least-privilege'))(account.aws);
    const timed: (readonly Step[])[] = [];
    for (let run = 0; run < runs; run++) timed.push(stepsOf(await drifted(account)));
    const own = median(timed.map((steps) => sum(steps.slice(1))));
    const [told] = timed.map(([first]) => first?.milliseconds ?? 0).toSorted((a, b) => a - b);
    const inputs = { config: noticing / 1000, cloudTrail: delivery / 1000 };
    const least = { what: 'the shorter wait', value: Math.min(...Object.values(inputs)) };
    return {
      'assumed wait: AWS Config notices a change': count(inputs.config, 'virtual s'),
      'assumed wait: CloudTrail and EventBridge tell of it': count(inputs.cloudTrail, 'virtual s'),
      'opened until closed and verified': measured(least.value + own / 1000, 'virtual s', least),
      'waited until the guard was told': measured((told ?? 0) / pace / 1000, 'virtual s', least),
      'ours: told until closed and verified': measured(own, 'ms'),
      ...sharesOf(timed, own),
      ...callsOf(all),
    };
  } finally {
    await account.aws.close();
  }
}

interface Step {
  readonly name: string;
  readonly milliseconds: number;
}

/** What somebody writes who wants a colleague to hear the recordings. */
const opened = JSON.stringify({
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Principal: { AWS: people.analyst },
    Action: 's3:GetObject',
    Resource: `arn:${contactCenter.home.partition}:s3:::${buckets.sales}/*`,
  },
});

/** All calls from somebody's opening the bucket until nothing is left to do. */
async function drifted(account: SimulatedAccount): Promise<readonly LedgerEntry[]> {
  const { world } = account.aws;
  await world.events.idle();
  account.pass(10);
  const from = world.ledger.entries.length;
  const put = { Bucket: buckets.sales, Policy: opened };
  await account.call(account.administrator, 's3', 'PutBucketPolicy', put);
  await world.events.idle();
  return world.ledger.entries.slice(from);
}

/** What each took, one after the other; the first is AWS's. */
function stepsOf(made: readonly LedgerEntry[]): readonly Step[] {
  const find = (name: string, which: (entry: LedgerEntry) => boolean, after = 0) => {
    const at = made.findIndex((entry, n) => n >= after && which(entry));
    if (at < 0) throw new Error(`the bucket was not closed again: ${name} is missing`);
    return at;
  };
  const told = find('told', invoking(functionNames.followChanges));
  const asked = find('asked', invoking(functionNames.evaluateBuckets), told);
  const started = find('started', by('Remediator'), asked);
  const judged = made.slice(0, started).findLastIndex(by('EvaluateBuckets', 'PutEvaluations'));
  const written = find('written', by('Remediator', 'PutBucketPolicy'), started);
  const verified = find('verified', by('Remediator', 'GetBucketPolicy'), written);
  const ends = { told, asked, judged, started, written, verified };
  const time = (at: number) => made[at]?.at.getTime() ?? Number.NaN;
  return Object.entries(ends).map(([name, at], n, all) => ({
    name,
    milliseconds: time(at) - time(all[n - 1]?.[1] ?? 0),
  }));
}

const inWords: Readonly<Record<string, string>> = {
  asked: 'follow-changes has AWS Config ask',
  judged: 'evaluate-buckets judges',
  started: 'Systems Manager starts the remediator',
  written: 'the remediator closes the bucket',
  verified: 'the remediator reads it back',
};

const sharesOf = (timed: readonly (readonly Step[])[], value: number): Figures =>
  Object.fromEntries(
    Object.entries(inWords).map(([step, words]) => {
      const took = timed.flatMap((steps) => steps.filter(({ name }) => name === step));
      const share = median(took.map(({ milliseconds }) => milliseconds));
      return [`ours: ${words}`, measured(share, 'ms', { what: 'all that is ours', value })];
    }),
  );

/** Of each of the guard's roles, until all was judged anew. */
function callsOf(made: readonly LedgerEntry[]): Figures {
  const ours = made.filter(by());
  const written = made.findIndex(by('Remediator', 'PutBucketPolicy')) + 1;
  const roles = Map.groupBy(ours, ({ principal }) => guardRole(principal) ?? '');
  return {
    'calls of the remediator until it has written': count(
      made.slice(0, written).filter(by('Remediator')).length,
      'calls',
    ),
    ...Object.fromEntries(
      [...roles].map(([role, calls]) => [
        `calls until all is judged anew, ${role}`,
        measured(calls.length, 'calls', { what: 'all of them', value: ours.length }),
      ]),
    ),
  };
}

const sum = (steps: readonly Step[]): number =>
  steps.reduce((all, { milliseconds }) => all + milliseconds, 0);

const guardRole = (principal: string): string | undefined =>
  /role\/ConnectStorageGuard-(?<role>[A-Za-z]+)-/.exec(principal)?.groups?.role;

/** Whether this role, or any of the guard's, called this operation, or any; logs are Lambda's. */
const by =
  (role?: string, operation?: string) =>
  ({ principal, service, operation: called }: LedgerEntry): boolean => {
    const caller = guardRole(principal);
    if (caller === undefined || service === 'logs') return false;
    return caller === (role ?? caller) && called === (operation ?? called);
  };

const invoking =
  (name: string) =>
  ({ operation, checks }: LedgerEntry): boolean =>
    operation === 'Invoke' && checks.some(({ resource }) => resource.endsWith(`:${name}`));
