import { DeleteBucketPolicyCommand } from '@aws-sdk/client-s3';
import { noticing } from '#infra/local/config-engine/record.ts';
import type { LedgerEntry } from '#infra/local/ledger.ts';
import type { LocalAws } from '#infra/local/local-aws.ts';
import { setPace } from '#infra/local/pace.ts';
import { buckets } from '#infra/local/scenarios/contact-center/buckets.ts';
import { people } from '#infra/local/scenarios/contact-center/people.ts';
import { contactCenter } from '#infra/local/scenarios/contact-center.ts';
import { delivery } from '#infra/local/services/events/follow-calls.ts';
import { guardedAccount, s3As } from '../scenario/guarded-account.ts';
import { count, type Figures, measured, median } from './figures.ts';

/** From somebody's deleting the policy of a guarded bucket to its being closed again. */
interface DriftMeasure {
  /** Until the policy was written, in milliseconds. */
  readonly milliseconds: number;
  /** Of those, from the remediator's first call to its write. */
  readonly remediating: number;
  /** Calls of the guard's roles until then. */
  readonly calls: number;
  /** Calls of each, until nothing was left to do. */
  readonly callsInAll: Readonly<Record<string, number>>;
}

const runs = 3;
const pace = 1 / 60;

/** Counts and times on the embedded AWS: with AWS's waits at a sixtieth, and with none. */
export async function benchDrift(): Promise<Figures> {
  const aws = await guardedAccount({
    ...contactCenter.settings,
    remediationLimit: { count: 100 },
  });
  try {
    const without = await several(aws, 0);
    const paced = await several(aws, pace);
    const own = median(without.map(({ milliseconds }) => milliseconds));
    const all = median(paced.map(({ milliseconds }) => milliseconds));
    const remediating = median(without.map((each) => each.remediating));
    const inAll = paced.at(-1)?.callsInAll ?? {};
    const first = Math.min(noticing, delivery) / 1000;
    return {
      'input, assumed: AWS Config notices a change': count(noticing / 1000, 'virtual s'),
      'input, assumed: CloudTrail and EventBridge deliver': count(delivery / 1000, 'virtual s'),
      'ours: drift to closed, without waits': measured(own, 'ms'),
      "ours: from the remediator's first call to its write": measured(remediating, 'ms', {
        what: 'drift to closed',
        value: own,
      }),
      "AWS's: waits until closed": measured((all - own) / pace / 1000, 'virtual s', {
        what: 'the shorter of the inputs',
        value: first,
      }),
      'calls until closed': count(median(paced.map(({ calls }) => calls)), 'calls'),
      ...Object.fromEntries(
        Object.entries(inAll).map(([role, calls]) => [
          `calls until all is judged anew, ${role}`,
          count(calls, 'calls'),
        ]),
      ),
    };
  } finally {
    await aws.close();
  }
}

async function several(aws: LocalAws, at: number): Promise<readonly DriftMeasure[]> {
  setPace(aws.world, at);
  const measures: DriftMeasure[] = [];
  for (let run = 0; run < runs; run++) measures.push(await measure(aws));
  return measures;
}

async function measure(aws: LocalAws): Promise<DriftMeasure> {
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
