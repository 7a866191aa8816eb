import { checkBucketPolicy } from '#shared/generate/check-bucket-policy.ts';
import { PolicySyntaxError } from '#shared/policy/errors.ts';
import { nameOf } from '#shared/remediation/entrants.ts';
import { deedsInWords } from '#shared/remediation/impact-actions.ts';
import type { Neighbour } from '#shared/remediation/neighbours.ts';
import { refusalLine } from '#shared/remediation/refusal.ts';
import { told } from '#shared/rules/judgements.ts';
import { type Impact, impactOf } from '#shared/usecases/impact.ts';
import { planBucket } from '#shared/usecases/plan-bucket.ts';
import type { AwsOptions } from '../aws-options.ts';
import { Failed } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { readPolicyText } from '../input.ts';
import { colour, print, printJson } from '../terminal.ts';
import { impactWorldOf, storedInventory } from './impact-world.ts';
import { type Account, openAccount } from './open-account.ts';
import { bucketNamed, carriedThrough, worldOf } from './person.ts';
import { printTable } from './print-table.ts';

interface Options extends AwsOptions {
  readonly planned?: string;
  readonly lastUsed?: boolean;
  readonly json?: boolean;
}

/** Who loses access to a bucket by the policy that the guard would put, or by that of a file. */
export async function runImpact(name: string, options: Options): Promise<ExitCode> {
  const bucket = bucketNamed(name);
  const given =
    options.planned === undefined ? undefined : await readPolicyText(options.planned, 'resource');
  const account = await openAccount(options);
  const { deployment } = account;
  const impact = await carriedThrough(account, async () => {
    const inventory = await storedInventory(account);
    const change =
      given === undefined
        ? await plannedChange(account, bucket)
        : { live: await livePolicy(account, bucket), planned: given };
    const { lastUsed } = options;
    const request = { place: deployment, bucket, inventory, ...change };
    return impactOf(impactWorldOf(account), { ...request, ...(lastUsed && { lastUsed }) });
  }).catch((error: unknown) => {
    if (!(error instanceof PolicySyntaxError)) throw error;
    throw new Failed(`the live policy of ${bucket} is not understood: ${error.message}`);
  });
  if (options.json) printJson(impact);
  else show(impact);
  return codeOf(impact);
}

/** @throws Failed when it may not be read */
export async function livePolicy(account: Account, bucket: string): Promise<string | null> {
  const { caller } = account;
  const fact = await worldOf(account).bucket.policy(bucket);
  if (fact.state === 'unreadable') {
    throw new Failed(`${caller} cannot read the policy of ${bucket}: ${told(fact.why)}`);
  }
  return fact.state === 'known' ? fact.value : null;
}

/** What `apply` would change. @throws Failed with the guard's reasons when it can plan nothing */
async function plannedChange(account: Account, bucket: string) {
  const { deployment, caller } = account;
  const { plan, live, refusals, undecided } = await planBucket(worldOf(account), {
    deployment,
    bucket,
    check: checkBucketPolicy,
    by: 'person',
    caller,
  });
  if (live === undefined || (!plan && refusals.length + undecided.length > 0)) {
    const reasons = [...refusals.map(refusalLine), ...undecided];
    throw new Failed(`nothing can be planned for ${bucket}: ${reasons.join(' ')}`);
  }
  return { live, planned: plan ? plan.after : live };
}

function show({ bucket, shutOut, undecided, keepsAccess, neighbours }: Impact): void {
  if (shutOut.length === 0) {
    print(`Nobody is known to lose access to ${bucket}; ${count(keepsAccess)} keep theirs.`);
  } else {
    print(
      `${colour.bold(String(shutOut.length))} lose access to ${bucket}, ${keepsAccess} keep it:`,
    );
    const dated = shutOut.some(({ lastUsedS3 }) => lastUsedS3 !== undefined);
    printTable(
      ['WHO', 'NO LONGER', 'TO KEEP IT, NAME IT', ...(dated ? ['LAST USED S3'] : []), 'BECAUSE'],
      shutOut.map(({ arn, actions, nameAs, lastUsedS3, because }) => [
        colour.red(nameOf(arn)),
        deedsInWords(actions.map(({ action }) => action)),
        nameAs,
        ...(dated ? [lastUsedS3?.slice(0, 10) ?? ''] : []),
        because,
      ]),
    );
  }
  printTable(
    ['CANNOT TELL', 'WHY'],
    undecided.map(({ arn, why }) => [colour.yellow(nameOf(arn)), why]),
  );
  printTable(
    ['BESIDE THEM', 'WHO', 'EFFECT', 'BECAUSE'],
    neighbours.map(({ kind, who, effect, because }) => [
      kind,
      nameOf(who),
      inColour[effect](effect),
      because,
    ]),
  );
  print(`\nRoot of the account can always get, put and delete the policy.`);
}

const count = (keepers: number): string => `${keepers} role${keepers === 1 ? '' : 's'} and users`;

const inColour: Readonly<Record<Neighbour['effect'], (text: string) => string>> = {
  'goes on': colour.green,
  'would be shut out': colour.red,
  'is shut out already': colour.dim,
  'cannot tell': colour.yellow,
};

function codeOf({ shutOut, undecided, neighbours }: Impact): ExitCode {
  const effects = neighbours.map(({ effect }) => effect);
  if (shutOut.length > 0 || effects.includes('would be shut out')) return exitCodes.fails;
  const open = undecided.length > 0 || effects.includes('cannot tell');
  return open ? exitCodes.undecided : exitCodes.ok;
}
