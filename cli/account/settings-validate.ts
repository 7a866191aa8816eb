import { IAMClient } from '@aws-sdk/client-iam';
import { iamPort } from '#shared/aws/iam.ts';
import type { Place } from '#shared/connect/deployment.ts';
import { accountAt, regionAt } from '#shared/connect/names.ts';
import { recordIds } from '#shared/usecases/record-ids.ts';
import { isFault, settingsFrom } from '#shared/usecases/settings.ts';
import type { AwsOptions } from '../aws-options.ts';
import { BadInput } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { readInput } from '../input.ts';
import { colour, print, printJson } from '../terminal.ts';
import { openAccount } from './open-account.ts';
import { asInput } from './settings.ts';

interface Options extends AwsOptions {
  readonly account?: string;
  readonly json?: boolean;
}

/**
 * Whether `settings put` would take a document. With `--account` and `--region` nothing is asked of
 * AWS; otherwise everybody whom it names is looked up, too.
 */
export async function runSettingsValidate(file: string, options: Options): Promise<ExitCode> {
  const { name, text } = await readInput(file);
  const account = options.account === undefined ? await openAccount(options) : undefined;
  const place = account?.deployment ?? placeOf(options);
  const settings = asInput(name, () => settingsFrom(text, place));
  const { warnings } = account
    ? await recordIds(iamPort(new IAMClient(account.client), place.account), settings)
    : { warnings: [] };
  if (options.json) printJson({ valid: true, warnings });
  else {
    for (const warning of warnings) print(`${colour.yellow('Mind:')} ${warning}`);
    print(
      warnings.length > 0
        ? `${name} would be taken, without those whom it names and nobody finds.`
        : `${name} would be taken${account ? ', and everybody in it is there' : ''}.`,
    );
  }
  return warnings.length > 0 ? exitCodes.fails : exitCodes.ok;
}

/** @throws BadInput */
function placeOf({ account, region: named = process.env.AWS_REGION }: Options): Place {
  try {
    const region = regionAt(named, '--region');
    return { account: accountAt(account, '--account'), region, partition: partitionOf(region) };
  } catch (error) {
    throw isFault(error) ? new BadInput(error.message) : error;
  }
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
const partitionOf = (region: string): string =>
  /^(cn|us-gov)(?=-)/.exec(region)?.[0].replace(/^/, 'aws-') ?? 'aws';
