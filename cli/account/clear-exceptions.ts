import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { configPort } from '#shared/aws/config.ts';
import type { AwsOptions } from '../aws-options.ts';
import { BadInput } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { print, printJson, say } from '../terminal.ts';
import { configExceptions, deleteConfigExceptions } from './config-exceptions.ts';
import { openAccount } from './open-account.ts';
import { bucketNamed, carriedThrough } from './person.ts';

interface Options extends AwsOptions {
  readonly all?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** Deletes the exceptions that AWS Config added by itself, and has it judge those rules again. */
export async function runExceptionsClear(
  name: string | undefined,
  options: Options,
): Promise<ExitCode> {
  if ((name === undefined) === (options.all !== true)) {
    throw new BadInput('say which: a BUCKET, or --all');
  }
  const bucket = name === undefined ? undefined : bucketNamed(name);
  const account = await openAccount(options);
  const client = new ConfigServiceClient(account.client);
  return carriedThrough(account, async () => {
    const all = await configExceptions(client);
    const chosen = all.filter((each) => bucket === undefined || each.bucket === bucket);
    if (options.json) printJson({ cleared: options.yes === true, exceptions: chosen });
    else for (const { bucket: of, message = '' } of chosen) print(`${of}  ${message}`.trimEnd());
    if (chosen.length === 0) {
      say(`AWS Config has no exception ${bucket === undefined ? 'of its own' : `for ${bucket}`}.`);
    } else if (options.yes !== true) {
      say('With --yes these are deleted, and AWS Config remediates the buckets again.');
    } else {
      await deleteConfigExceptions(client, chosen);
      await configPort(client).startEvaluation([...new Set(chosen.map(({ rule }) => rule))]);
      say('Deleted. AWS Config judges the buckets again and remediates what is open.');
    }
    return exitCodes.ok;
  });
}
