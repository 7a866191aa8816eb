import { checkBucketPolicy } from '#shared/generate/check-bucket-policy.ts';
import { keptDigest } from '#shared/policy/digest.ts';
import { backupName } from '#shared/remediation/backup.ts';
import type { Outcome } from '#shared/remediation/outcome.ts';
import { adoptBucket } from '#shared/usecases/adopt-bucket.ts';
import { remediateBucketPolicy } from '#shared/usecases/remediate-bucket-policy.ts';
import type { AwsOptions } from '../aws-options.ts';
import { BadInput } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { printJson, say } from '../terminal.ts';
import { type Account, openAccount } from './open-account.ts';
import { exitCodeOf, outcomeAsJson, printOutcome } from './outcome.ts';
import { bucketNamed, carriedThrough, newExecutionId, worldOf } from './person.ts';
import { oneOrAll, type PlanOptions, planFor, runPlan, worst } from './plan.ts';
import { storingBuckets } from './storing-buckets.ts';

interface ApplyOptions extends PlanOptions {
  readonly yes?: boolean;
  readonly planned?: string;
}

/** Closes a bucket by the caller's own credentials; without `yes` it is a plan. */
export async function runApply(name: string | undefined, options: ApplyOptions): Promise<ExitCode> {
  const bucket = oneOrAll(name, options.all);
  const shown = options.planned;
  if (shown !== undefined && bucket === undefined) {
    throw new BadInput('--planned goes with one bucket, not with --all');
  }
  if (shown !== undefined && !/^([0-9a-f]{12,64}|none)$/.test(shown)) {
    throw new BadInput(`--planned must be a digest that connect-guard plan shows; found ${shown}`);
  }
  if (!options.yes) return runPlan(name, options);
  const account = await openAccount(options);
  return carriedThrough(account, async () => {
    if (bucket === undefined) return applyAll(account, options.json ?? false);
    const planned = shown === undefined ? {} : { planned: await inFull(account, bucket, shown) };
    return told(await applyTo(account, bucket, planned), options.json ?? false);
  });
}

/** The digest that a plan has now, or what is there, and that was shown shortened; another one stays as it is. */
async function inFull(account: Account, bucket: string, shown: string): Promise<string> {
  const { digest, live } = await planFor(account, bucket);
  const there = live === undefined ? undefined : keptDigest(live);
  return [digest, there].find((each) => each?.startsWith(shown)) ?? shown;
}

/** Closes one bucket in the caller's name. @throws as `remediateBucketPolicy` */
export const applyTo = (
  account: Account,
  bucket: string,
  planned: { readonly planned?: string } = {},
): Promise<Outcome> =>
  remediateBucketPolicy(worldOf(account), {
    deployment: account.deployment,
    bucket,
    executionId: newExecutionId('apply'),
    check: checkBucketPolicy,
    by: { kind: 'person', caller: account.caller, ...planned },
  });

async function applyAll(account: Account, json: boolean): Promise<ExitCode> {
  const outcomes: Outcome[] = [];
  for (const bucket of await storingBuckets(account)) {
    const outcome = await applyTo(account, bucket);
    outcomes.push(outcome);
    if (!json) told(outcome, json);
  }
  if (json) printJson(outcomes.map(outcomeAsJson));
  return worst(outcomes.map(({ status }) => exitCodeOf(status)));
}

/** How it ended, and the way back. */
function told(outcome: Outcome, json: boolean): ExitCode {
  const code = printOutcome(outcome, json);
  const { bucket, backup, receipt, status } = outcome;
  if (backup === undefined || receipt === undefined) return code;
  const name = backupName(backup);
  if (exitCodeOf(status) !== exitCodes.ok) {
    say(
      `What is there now, and what was: connect-guard plan ${bucket}, connect-guard backups ${bucket}`,
    );
  } else if (status === 'ADOPTED') {
    say(
      `The guard does not go back to a policy that denies it. How you would: connect-guard restore ${bucket} ${name}`,
    );
  } else {
    say(`Take it back: connect-guard restore ${bucket} ${name} --yes`);
  }
  return code;
}

interface AdoptOptions extends AwsOptions {
  readonly yes?: boolean;
  readonly diff?: boolean;
  readonly json?: boolean;
}

/** Takes over a bucket that was locked by the published policy; without `yes` it is a plan. */
export async function runAdopt(name: string, options: AdoptOptions): Promise<ExitCode> {
  const bucket = bucketNamed(name);
  if (!options.yes) return runPlan(bucket, options);
  const account = await openAccount(options);
  const outcome = await carriedThrough(account, () =>
    adoptBucket(worldOf(account), {
      deployment: account.deployment,
      bucket,
      executionId: newExecutionId('adopt'),
      check: checkBucketPolicy,
      caller: account.caller,
    }),
  );
  return told(outcome, options.json ?? false);
}
