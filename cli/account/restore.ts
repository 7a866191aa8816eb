import { SSMClient, StartAutomationExecutionCommand } from '@aws-sdk/client-ssm';
import { documentNames, roleName } from '#shared/connect/deployment.ts';
import { checkBucketPolicy } from '#shared/generate/check-bucket-policy.ts';
import type { StoredBackup } from '#shared/usecases/backups.ts';
import { restoreBucketPolicy } from '#shared/usecases/restore-bucket-policy.ts';
import type { AwsOptions } from '../aws-options.ts';
import { wrap } from '../columns.ts';
import { BadInput, Failed, messageOf } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { lineWidth, print, printJson, say } from '../terminal.ts';
import { type AutomationRun, finishedRun } from './automation.ts';
import { type Account, openAccount } from './open-account.ts';
import { exitCodeOf, printOutcome } from './outcome.ts';
import { bucketNamed, carriedThrough, newExecutionId, worldOf } from './person.ts';
import { previewRestore } from './preview-restore.ts';
import { latestBackup, namedBackup } from './stored-backups.ts';

interface Options extends AwsOptions {
  readonly bucket: string;
  readonly backup?: string;
  readonly yes?: boolean;
  readonly days?: string;
  readonly asMe?: boolean;
  readonly json?: boolean;
}

/** How long the exception holds that a restore records. */
interface Wanted extends StoredBackup {
  readonly bucket: string;
  readonly days: number;
}

/** Says what putting a policy back would do; with `yes`, puts it back. */
export async function runRestore(options: Options): Promise<ExitCode> {
  const bucket = bucketNamed(options.bucket);
  const days = daysFrom(options.days ?? '7');
  const account = await openAccount(options);
  const stored =
    options.backup === undefined
      ? await latestBackup(account, bucket)
      : await namedBackup(account, bucket, options.backup);
  const wanted = { ...stored, bucket, days };
  if (!options.yes) return previewRestore(account, wanted, options.json ?? false);
  return options.asMe
    ? restoreAsCaller(account, wanted, options.json ?? false)
    : restoreByAutomation(account, wanted, options.json ?? false);
}

/** @throws BadInput */
function daysFrom(text: string): number {
  const days = Number(text);
  if (Number.isInteger(days) && days >= 1 && days <= 365) return days;
  throw new BadInput(`--days must be a whole number from 1 to 365; found ${text}`);
}

/** The automation's role works for someone, too, whom the live policy locks out. */
async function restoreByAutomation(
  { client, deployment }: Account,
  { bucket, key, days }: Wanted,
  json: boolean,
): Promise<ExitCode> {
  const { partition, region } = deployment;
  const ssm = new SSMClient(client);
  const start = new StartAutomationExecutionCommand({
    DocumentName: documentNames.restoreBucketPolicy,
    Parameters: {
      BucketName: [bucket],
      Backup: [key],
      ExceptionDays: [String(days)],
      AutomationAssumeRole: [
        `arn:${partition}:iam::${deployment.account}:role/${roleName('AutomateRestore', region)}`,
      ],
    },
  });
  const { AutomationExecutionId: id } = await ssm.send(start).catch((error: unknown) => {
    throw new Failed(
      `the automation cannot be started: ${messageOf(error).replace(/\.?$/, '.')} With --as-me your own credentials do it.`,
    );
  });
  say(`Automation ${id} runs.`);
  const run = await finishedRun(ssm, id ?? '');
  if (json) printJson(run);
  else
    print(
      [
        `${run.outcome}  ${bucket}`,
        ...run.reasons.flatMap((reason) =>
          wrap(reason, lineWidth() - 6).map((line) => `  ${line}`),
        ),
      ].join('\n'),
    );
  return codeOf(run);
}

function codeOf({ status, outcome }: AutomationRun): ExitCode {
  return status === 'Success' ? exitCodeOf(outcome) : exitCodes.failed;
}

async function restoreAsCaller(
  account: Account,
  { bucket, key, days }: Wanted,
  json: boolean,
): Promise<ExitCode> {
  const outcome = await carriedThrough(account, () =>
    restoreBucketPolicy(worldOf(account), {
      deployment: account.deployment,
      bucket,
      backup: key,
      executionId: newExecutionId('restore'),
      exceptionDays: days,
      caller: account.caller,
      check: checkBucketPolicy,
    }),
  );
  return printOutcome(outcome, json);
}
