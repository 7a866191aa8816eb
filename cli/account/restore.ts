import { SSMClient, StartAutomationExecutionCommand } from '@aws-sdk/client-ssm';
import { documentNames, roleName } from '#shared/connect/deployment.ts';
import { isBucketName } from '#shared/connect/names.ts';
import { backupPrefix, parseBackup } from '#shared/remediation/backup.ts';
import type { AwsOptions } from '../aws-options.ts';
import { BadInput, Failed } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { print, printJson, say } from '../terminal.ts';
import { type AutomationRun, finishedRun } from './automation.ts';
import { type Account, openAccount } from './open-account.ts';
import { readable, stateOf, understood } from './state.ts';

interface Options extends AwsOptions {
  readonly bucket: string;
  readonly backup?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** Lists the backups of a bucket; with `yes`, puts one back by the automation made for it. */
export async function runRestore(options: Options): Promise<ExitCode> {
  const { bucket, backup: asked, yes, json } = options;
  if (!isBucketName(bucket)) throw new BadInput(`${bucket} is not the name of an S3 bucket`);
  const account = await openAccount(options);
  const state = stateOf(account);
  const keys = readable(await state.list(backupPrefix(bucket)), account) ?? [];
  const backups = keys.toSorted().toReversed();
  const backup = asked ?? (await latestOf(backups, bucket, account));
  if (!backups.includes(backup)) {
    throw new BadInput(`${backup} is not a backup of ${bucket}; connect-guard restore lists them`);
  }
  if (!yes) {
    print(backups.join('\n'));
    say(`With --yes, ${backup} goes back onto ${bucket}.`);
    return exitCodes.ok;
  }
  const run = await restore(account, bucket, backup);
  if (json) printJson(run);
  else
    print([`${run.outcome}  ${bucket}`, ...run.reasons.map((reason) => `  ${reason}`)].join('\n'));
  return codeOf(run);
}

/** What was there before the guard's last change: not before an earlier restore. */
async function latestOf(
  backups: readonly string[],
  bucket: string,
  account: Account,
): Promise<string> {
  const state = stateOf(account);
  for (const key of backups) {
    const stored = readable(await state.read(key), account);
    if (!stored) continue;
    const parse = () => parseBackup(stored.body, bucket, account.deployment);
    if (understood(key, parse).madeBy === 'remediation') return key;
  }
  throw new Failed(`there is no backup of ${bucket}`);
}

async function restore(
  { client, deployment: { partition, account, region } }: Account,
  bucket: string,
  backup: string,
): Promise<AutomationRun> {
  const ssm = new SSMClient(client);
  const { AutomationExecutionId: id } = await ssm.send(
    new StartAutomationExecutionCommand({
      DocumentName: documentNames.restoreBucketPolicy,
      Parameters: {
        BucketName: [bucket],
        Backup: [backup],
        AutomationAssumeRole: [
          `arn:${partition}:iam::${account}:role/${roleName('AutomateRestore', region)}`,
        ],
      },
    }),
  );
  say(`Automation ${id} runs.`);
  return finishedRun(ssm, id ?? '');
}

function codeOf({ status, outcome }: AutomationRun): ExitCode {
  if (status !== 'Success') return exitCodes.failed;
  if (outcome === 'RESTORED' || outcome === 'ALREADY_COMPLIANT') return exitCodes.ok;
  return outcome === 'UNDECIDED' ? exitCodes.undecided : exitCodes.fails;
}
