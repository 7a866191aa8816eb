import { PolicySyntaxError } from '#shared/policy/errors.ts';
import { s3ActionScope } from '#shared/policy/s3-actions.ts';
import { nameOf } from '#shared/remediation/entrants.ts';
import type { Hop } from '#shared/remediation/hop-ways.ts';
import { deedsInWords } from '#shared/remediation/impact-actions.ts';
import type { OpenAction } from '#shared/remediation/who-gets-in.ts';
import { listed } from '#shared/rules/judgements.ts';
import { type Who, who } from '#shared/usecases/who.ts';
import type { AwsOptions } from '../aws-options.ts';
import { BadInput, Failed } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { colour, print, printJson, say } from '../terminal.ts';
import { livePolicy } from './impact.ts';
import { impactWorldOf, inventoryIfAny } from './impact-world.ts';
import { openAccount } from './open-account.ts';
import { bucketNamed, carriedThrough } from './person.ts';
import { printTable } from './print-table.ts';

/** Who gets at a bucket. @throws BadInput for an action that is none on buckets or objects */
export async function runWho(
  name: string,
  action: string | undefined,
  options: AwsOptions & { readonly json?: boolean },
): Promise<ExitCode> {
  const bucket = bucketNamed(name);
  if (action !== undefined && !isOnBuckets(action)) {
    throw new BadInput(`${action} is no S3 action on buckets or objects, such as s3:GetObject`);
  }
  const account = await openAccount(options);
  const answer = await carriedThrough(account, async () => {
    const inventory = await inventoryIfAny(account);
    const live = await livePolicy(account, bucket);
    return who(impactWorldOf(account), {
      place: account.deployment,
      bucket,
      live,
      ...(inventory && { inventory }),
      ...(action !== undefined && { action }),
    });
  }).catch((error: unknown) => {
    if (!(error instanceof PolicySyntaxError)) throw error;
    throw new Failed(`the live policy of ${bucket} is not understood: ${error.message}`);
  });
  if (options.json) printJson(answer);
  else show(answer);
  return answer.undecided.length > 0 ? exitCodes.undecided : exitCodes.ok;
}

const isOnBuckets = (action: string): boolean =>
  ['bucket', 'object'].includes(s3ActionScope(action) ?? '');

function show({ bucket, principals, others, undecided, oneHopAway, root, notCovered }: Who): void {
  print(`${colour.bold(String(principals.length))} roles and users get at ${bucket}:`);
  printTable(
    ['WHO', 'WHAT', 'BY'],
    [
      ...principals.map(({ arn, actions }) => [nameOf(arn), whatOf(actions), byOf(actions)]),
      ...others.map((each) => [colour.yellow(each.who), whatOf(each.actions), byOf(each.actions)]),
      [nameOf(root.replace(/:root$/, '/root')), 'governs', 'being root of the account'],
    ],
  );
  printTable(
    ['ONE HOP AWAY', 'HOW'],
    grouped(oneHopAway).map(({ who: from, way, targets, by }) => [
      nameOf(from),
      `${way} ${listed(targets.map(nameOf))}: ${by}`,
    ]),
  );
  printTable(
    ['CANNOT TELL', 'WHY'],
    undecided.map(({ arn, why }) => [colour.yellow(nameOf(arn)), why]),
  );
  say('');
  for (const each of notCovered) say(`Not covered: ${each}.`);
}

const whatOf = (actions: readonly OpenAction[]): string =>
  deedsInWords(actions.map(({ action }) => action)) || (actions[0]?.action ?? '');

/** The statement of the first action, and of others where it is another. */
const byOf = (actions: readonly OpenAction[]): string =>
  [...new Set(actions.map(({ by, when = '' }) => `${by.join(' and ')}${when}`))]
    .slice(0, 3)
    .join('; ');

/** One row for all targets that somebody reaches in one way by the same statements. */
function grouped(hops: readonly Hop[]) {
  const rows = new Map<string, { who: string; way: string; by: string; targets: string[] }>();
  for (const { who: from, way, target, by, perhaps } of hops) {
    const how = perhaps === undefined ? by.join(' and ') : `perhaps: ${perhaps}`;
    const key = JSON.stringify([from, way, how]);
    const row = rows.get(key) ?? { who: from, way, by: how, targets: [] };
    row.targets.push(target);
    rows.set(key, row);
  }
  return [...rows.values()];
}
