import { SSMClient, StartAutomationExecutionCommand } from '@aws-sdk/client-ssm';
import { documentNames, roleName } from '#shared/connect/deployment.ts';
import { isBucketName } from '#shared/connect/names.ts';
import type { AwsOptions } from '../aws-options.ts';
import { BadInput, Failed } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { print, printJson, say } from '../terminal.ts';
import { type AutomationRun, finishedRun } from './automation.ts';
import { type Account, openAccount } from './open-account.ts';
import { readable, stateOf } from './state.ts';

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
  const prefix = `backups/${bucket}/`;
  const backups = [...(readable(await stateOf(account).list(prefix), account) ?? [])]
    .sort()
    .reverse();
  const backup = asked ?? backups[0];
  if (backup === undefined) throw new Failed(`there is no backup of ${bucket}`);
  if (!backups.includes(backup)) {
    throw new BadInput(`${backup} is not a backup of ${bucket}; there are: ${backups.join(', ')}`);
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
