import { checkBucketPolicy } from '#shared/generate/check-bucket-policy.ts';
import { type Impact, impactOf } from '#shared/usecases/impact.ts';
import { type BucketPlan, planBucket } from '#shared/usecases/plan-bucket.ts';
import { readInventory } from '#shared/usecases/read-inventory.ts';
import type { AwsOptions } from '../aws-options.ts';
import { columns } from '../columns.ts';
import { BadInput } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { colour, print, printJson, say } from '../terminal.ts';
import { impactWorldOf } from './impact-world.ts';
import { type Account, openAccount } from './open-account.ts';
import { bucketNamed, carriedThrough, worldOf } from './person.ts';
import {
  painted,
  planPage,
  type Readiness,
  readinessCodes,
  readinessOf,
  takesOver,
} from './plan-page.ts';
import { storingBuckets } from './storing-buckets.ts';

/** What `plan`, and `apply` without --yes, are told. */
export interface PlanOptions extends AwsOptions {
  readonly all?: boolean;
  readonly diff?: boolean;
  readonly json?: boolean;
}

/** Says what would be written to a bucket, why not, and who loses access. Writes nothing. */
export async function runPlan(name: string | undefined, options: PlanOptions): Promise<ExitCode> {
  const bucket = oneOrAll(name, options.all);
  const account = await openAccount(options);
  return carriedThrough(account, () =>
    bucket === undefined ? planAll(account, options) : planOne(account, bucket, options),
  );
}

/** @throws BadInput when neither, or both, are named. */
export function oneOrAll(name: string | undefined, all = false): string | undefined {
  if ((name === undefined) !== all) throw new BadInput('say which: a BUCKET, or --all');
  return name === undefined ? undefined : bucketNamed(name);
}

/** As the caller would have it written. */
export const planFor = (
  account: Account,
  bucket: string,
  world = worldOf(account),
): Promise<BucketPlan> =>
  planBucket(world, {
    deployment: account.deployment,
    bucket,
    check: checkBucketPolicy,
    by: 'person',
    caller: account.caller,
  });

async function planOne(
  account: Account,
  bucket: string,
  { diff = false, json }: PlanOptions,
): Promise<ExitCode> {
  const planned = await planFor(account, bucket);
  const impact = await impactOn(account, planned);
  const readiness = readinessOf(planned);
  if (json) {
    printJson({ readiness, ...planned, ...(impact && { impact }) });
    return readinessCodes[readiness];
  }
  print(planPage(planned, impact, diff).join('\n'));
  if (readiness === 'ready') {
    say(`\nHave it written: connect-guard ${commandFor(planned)} --yes`);
  } else if (readiness === 'nothing to do' && planned.newPrincipals.length > 0) {
    say(`\nLet them in for good: connect-guard apply ${bucket} --yes`);
  }
  return readinessCodes[readiness];
}

const commandFor = (planned: BucketPlan): string =>
  takesOver(planned)
    ? `adopt ${planned.bucket}`
    : `apply ${planned.bucket} --planned ${planned.digest?.slice(0, 12)}`;

/** Who loses access by a plan; undefined when nothing would be written. */
export async function impactOn(
  account: Account,
  { bucket, live, plan }: BucketPlan,
): Promise<Impact | undefined> {
  if (!plan || live === undefined) return undefined;
  const { deployment } = account;
  const inventory = await readInventory(worldOf(account), deployment);
  const change = { live, planned: plan.after };
  return impactOf(impactWorldOf(account), { place: deployment, bucket, inventory, ...change });
}

/** Buckets that are looked at together. */
const atOnce = 8;

async function planAll(account: Account, { json }: PlanOptions): Promise<ExitCode> {
  const buckets = await storingBuckets(account);
  const world = worldOf(account);
  const plans: BucketPlan[] = [];
  for (let from = 0; from < buckets.length; from += atOnce) {
    const some = buckets.slice(from, from + atOnce);
    plans.push(...(await Promise.all(some.map((bucket) => planFor(account, bucket, world)))));
  }
  if (json) printJson(plans.map((plan) => ({ readiness: readinessOf(plan), ...plan })));
  else {
    const rows = plans.map((plan) => [
      plan.bucket,
      plan.now?.verdict ?? '?',
      painted(readinessOf(plan)),
      firstReason(plan),
    ]);
    const heads = ['BUCKET', 'TODAY', 'PLAN', 'WHY'].map((head) => colour.dim(head));
    for (const line of columns([heads, ...rows])) print(line);
    sayWhatNext(plans.map(readinessOf));
  }
  return worst(plans.map((plan) => readinessCodes[readinessOf(plan)]));
}

function sayWhatNext(all: readonly Readiness[]): void {
  if (all.some((each) => each !== 'nothing to do')) {
    say('\nMore of one of them: connect-guard plan BUCKET');
  }
  if (all.includes('ready')) say('Close those that are ready: connect-guard apply --all --yes');
}

const firstReason = ({ refusals, undecided, now }: BucketPlan): string =>
  refusals.map(({ code }) => code).join(', ') || (undecided[0] ?? now?.findings[0]?.because ?? '');

/** A refusal or a failure before what cannot be told, before what is well. */
export const worst = (codes: readonly ExitCode[]): ExitCode =>
  [exitCodes.failed, exitCodes.fails, exitCodes.undecided].find((code) => codes.includes(code)) ??
  exitCodes.ok;
