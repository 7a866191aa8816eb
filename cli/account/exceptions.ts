import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { bucketUse } from '#shared/connect/bucket-use.ts';
import { InvalidDocument, instantAt } from '#shared/connect/json-shape.ts';
import { readInventory } from '#shared/usecases/read-inventory.ts';
import { readSettings, recordException, withdrawException } from '#shared/usecases/settings.ts';
import type { AwsOptions } from '../aws-options.ts';
import { columns } from '../columns.ts';
import { BadInput } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { colour, print, printJson, say } from '../terminal.ts';
import { configExceptions, remediableRules } from './config-exceptions.ts';
import { judgeSoon } from './guard-rules.ts';
import { type Account, openAccount } from './open-account.ts';
import { bucketNamed, carriedThrough, worldOf } from './person.ts';
import { readable } from './state.ts';

/** Lists what keeps buckets from being remediated: our settings, and AWS Config by itself. */
export async function runExceptions(
  options: AwsOptions & { readonly json?: boolean },
): Promise<ExitCode> {
  const account = await openAccount(options);
  const ofSettings = await settingsExceptions(account);
  const ofConfig = await carriedThrough(account, () =>
    configExceptions(new ConfigServiceClient(account.client)),
  );
  if (options.json) {
    printJson({ settings: ofSettings, config: ofConfig });
    return exitCodes.ok;
  }
  const rows = [
    ...ofSettings.map(({ bucket, reason, expires, inForce }) => [
      bucket,
      'settings',
      inForce ? expires : colour.dim(`${expires} (over)`),
      reason,
    ]),
    ...ofConfig.map(({ bucket, message = '', expires = 'it is cleared' }) => [
      bucket,
      colour.yellow('AWS Config'),
      expires,
      message,
    ]),
  ];
  const heads = ['BUCKET', 'FROM', 'UNTIL', 'REASON'].map((head) => colour.dim(head));
  if (rows.length === 0) say('There are no exceptions.');
  else for (const line of columns([heads, ...rows])) print(line);
  if (ofConfig.length > 0) {
    say('AWS Config gave these up by itself and remediates them no more. When the cause is gone:');
    say('  connect-guard exceptions clear --all --yes');
  }
  return exitCodes.ok;
}

async function settingsExceptions(account: Account) {
  const { state, clock } = worldOf(account);
  const settings = readable(await readSettings(state, account.deployment), account);
  return (settings?.exceptions ?? []).map((exception) => ({
    ...exception,
    inForce: Date.parse(exception.expires) > clock.now().getTime(),
  }));
}

interface AddOptions extends AwsOptions {
  readonly reason: string;
  readonly until?: string;
  readonly days?: string;
  readonly json?: boolean;
}

/** Records an exception in the settings: the bucket is reported and left alone until then. */
export async function runExceptionsAdd(name: string, options: AddOptions): Promise<ExitCode> {
  const bucket = bucketNamed(name);
  if (options.reason.trim() === '') throw new BadInput('--reason must say why');
  const expires = endOf(options, new Date());
  const account = await openAccount(options);
  const world = worldOf(account);
  const exception = { bucket, reason: options.reason, expires };
  await carriedThrough(account, async () => {
    const inventory = await readInventory(world, account.deployment);
    if (bucketUse(inventory, bucket).instances.length === 0) {
      throw new BadInput(
        `no instance of Amazon Connect stores in ${bucket}; connect-guard inventory show lists the buckets`,
      );
    }
    await recordException(world, account.deployment, exception);
  });
  if (options.json) printJson({ added: [exception] });
  else print(colour.green(`+ exceptions: ${JSON.stringify(exception)}`));
  say(`${bucket} is reported and left alone until ${expires}.`);
  await judgeSoon(account, remediableRules);
  return exitCodes.ok;
}

/** @throws BadInput */
function endOf({ until, days }: Pick<AddOptions, 'until' | 'days'>, now: Date): string {
  if ((until === undefined) === (days === undefined)) {
    throw new BadInput('an exception needs an end: --until DATE or --days N');
  }
  const end = until === undefined ? inDays(days ?? '', now) : instant(until);
  if (Date.parse(end) > now.getTime()) return end;
  throw new BadInput(`--until must be in the future; found ${until}`);
}

function inDays(text: string, now: Date): string {
  const days = Number(text);
  if (!Number.isInteger(days) || days < 1 || days > 365) {
    throw new BadInput(`--days must be a whole number from 1 to 365; found ${text}`);
  }
  return new Date(now.getTime() + days * 24 * 60 * 60 * 1000).toISOString();
}

/** A day means its end. */
function instant(text: string): string {
  const day = /^\d{4}-\d\d-\d\d$/.test(text);
  try {
    return instantAt(day ? `${text}T23:59:59Z` : text, '--until');
  } catch (error) {
    if (error instanceof InvalidDocument) {
      throw new BadInput(
        `--until must be a day like 2026-12-31 or a time like 2026-12-31T18:00:00Z; found ${text}`,
      );
    }
    throw error;
  }
}

/** Takes the exceptions of a bucket out of the settings: the guard looks after it again. */
export async function runExceptionsEnd(
  name: string,
  options: AwsOptions & { readonly json?: boolean },
): Promise<ExitCode> {
  const bucket = bucketNamed(name);
  const account = await openAccount(options);
  const all = await settingsExceptions(account);
  const ended = all
    .filter((exception) => exception.bucket === bucket)
    .map(({ inForce, ...exception }) => exception);
  const world = worldOf(account);
  for (const exception of ended) {
    await carriedThrough(account, () => withdrawException(world, account.deployment, exception));
    if (!options.json) print(colour.red(`- exceptions: ${JSON.stringify(exception)}`));
  }
  if (options.json) printJson({ ended });
  if (ended.length === 0) {
    say(`The settings have no exception for ${bucket}; connect-guard exceptions lists all.`);
    return exitCodes.ok;
  }
  say(`The guard looks after ${bucket} again.`);
  await judgeSoon(account, remediableRules);
  return exitCodes.ok;
}
