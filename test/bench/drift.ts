import { DeleteBucketPolicyCommand } from '@aws-sdk/client-s3';
import type { LedgerEntry } from '#infra/local/ledger.ts';
import type { LocalAws } from '#infra/local/local-aws.ts';
import { setPace } from '#infra/local/pace.ts';
import { buckets } from '#infra/local/scenarios/contact-center/buckets.ts';
import { people } from '#infra/local/scenarios/contact-center/people.ts';
import { contactCenter } from '#infra/local/scenarios/contact-center.ts';
import { guardedAccount, s3As } from '../scenario/guarded-account.ts';

/** From somebody's deleting the policy of a guarded bucket to its being closed again. */
export interface DriftMeasure {
  /** What part of the time that AWS takes its waits take here. */
  readonly pace: number;
  /** Until the policy was written, in milliseconds. */
  readonly milliseconds: number;
  /** Of those, from the remediator's first call to its write. */
  readonly remediating: number;
  /** Calls of the guard's roles until then. */
  readonly calls: number;
  /** Calls of each, until nothing was left to do. */
  readonly callsInAll: Readonly<Record<string, number>>;
}

export interface DriftBench {
  readonly measures: readonly DriftMeasure[];
  /** Medians without AWS's waits, in milliseconds: what the guard and this machine take. */
  readonly own: number;
  readonly remediating: number;
  /** Median. */
  readonly calls: number;
  /** How long AWS waits by itself, in seconds of its own time. */
  readonly awsSeconds: number;
}

const runs = 3;
const pace = 1 / 60;

/** Counts and times on the embedded AWS: with AWS's waits at a sixtieth, and with none. */
export async function benchDrift(): Promise<DriftBench> {
  const aws = await guardedAccount({
    ...contactCenter.settings,
    remediationLimit: { count: 100 },
  });
  try {
    const without = await several(aws, 0);
    const paced = await several(aws, pace);
    const own = median(without.map(({ milliseconds }) => milliseconds));
    const all = median(paced.map(({ milliseconds }) => milliseconds));
    return {
      measures: [...without, ...paced],
      own,
      remediating: median(without.map((each) => each.remediating)),
      calls: median(paced.map(({ calls }) => calls)),
      awsSeconds: (all - own) / pace / 1000,
    };
  } finally {
    await aws.close();
  }
}

async function several(aws: LocalAws, at: number): Promise<readonly DriftMeasure[]> {
  setPace(aws.world, at);
  const measures: DriftMeasure[] = [];
  for (let run = 0; run < runs; run++) measures.push(await measure(aws, at));
  return measures;
}

async function measure(aws: LocalAws, at: number): Promise<DriftMeasure> {
  const { entries } = aws.world.ledger;
  await aws.world.events.idle();
  const from = entries.length;
  const s3 = s3As(aws, people.administrator);
  await s3.send(new DeleteBucketPolicyCommand({ Bucket: buckets.sales }));
  await aws.world.events.idle();
  const made = entries.slice(from);
  const drift = time(made, ({ operation }) => operation === 'DeleteBucketPolicy');
  const ours = made.filter(
    ({ principal, service }) => guardRole(principal) !== undefined && service !== 'logs',
  );
  const byRemediator = ours.filter(({ principal }) => guardRole(principal) === 'Remediator');
  const closed = time(byRemediator, ({ operation }) => operation === 'PutBucketPolicy');
  return {
    pace: at,
    milliseconds: closed - drift,
    remediating: closed - time(byRemediator, () => true),
    calls: ours.filter((call) => call.at.getTime() <= closed).length,
    callsInAll: Object.fromEntries(
      [...Map.groupBy(ours, ({ principal }) => guardRole(principal) ?? '')].map(([role, calls]) => [
        role,
        calls.length,
      ]),
    ),
  };
}

const guardRole = (principal: string): string | undefined =>
  /role\/ConnectStorageGuard-(?<role>[A-Za-z]+)-/.exec(principal)?.groups?.role;

function time(entries: readonly LedgerEntry[], which: (entry: LedgerEntry) => boolean): number {
  const found = entries.find(which);
  if (!found) throw new Error('the bucket was not closed again');
  return found.at.getTime();
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

/** For people. */
export function driftTable({ measures, own, remediating, calls, awsSeconds }: DriftBench): string {
  const [sample] = measures.slice(-1);
  const inAll = Object.entries(sample?.callsInAll ?? {}).toSorted(([, a], [, b]) => b - a);
  const sum = inAll.reduce((all, [, count]) => all + count, 0);
  return [
    'From a deleted policy to a closed bucket (embedded AWS, ledger)',
    `the guard and this machine: ${Math.round(own)} ms, of them ${Math.round(remediating)} ms from the remediator's first call to its write`,
    `AWS's own waits: ${awsSeconds.toFixed(0)} s, ${((awsSeconds * 1000) / own).toFixed(0)} times as long`,
    `AWS calls until it was closed: ${calls}`,
    `and until all was judged anew: ${sum} (${inAll.map(([role, count]) => `${role} ${count}`).join(', ')})`,
  ].join('\n');
}
