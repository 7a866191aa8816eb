import { backupName, type Writer } from '#shared/remediation/backup.ts';
import type { StoredBackup } from '#shared/usecases/backups.ts';
import type { AwsOptions } from '../aws-options.ts';
import { columns } from '../columns.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { colour, print, printJson, say } from '../terminal.ts';
import { openAccount } from './open-account.ts';
import { bucketNamed } from './person.ts';
import { allBackups, namedBackup } from './stored-backups.ts';
import { effectsOn, inShort } from './what-opens.ts';

interface Options extends AwsOptions {
  readonly bucket: string;
  readonly backup?: string;
  readonly json?: boolean;
}

/** Lists the backups of a bucket; with `backup`, prints that policy byte for byte. */
export async function runBackups(options: Options): Promise<ExitCode> {
  const { backup: name, json } = options;
  const bucket = bucketNamed(options.bucket);
  const account = await openAccount(options);
  if (name !== undefined) {
    printPolicy(await namedBackup(account, bucket, name), json);
    return exitCodes.ok;
  }
  const backups = await allBackups(account, bucket);
  const effect = backups.length > 0 ? await effectsOn(account, bucket) : undefined;
  const judged = backups.map((each) =>
    'problem' in each
      ? each
      : { ...described(each), ...(effect && { effect: effect(each.backup.before) }) },
  );
  if (json) printJson(judged);
  else if (judged.length === 0) say(`The policy of ${bucket} was never changed: no backups.`);
  else {
    const rows = judged.map((each) =>
      'problem' in each
        ? [backupName(each.key), '', '', colour.red(each.problem)]
        : [
            backupName(each.key),
            each.writer ? writerInWords(each.writer) : each.madeBy,
            each.bytes === null ? 'none' : String(each.bytes),
            each.effect ? inShort(each.effect) : '',
          ],
    );
    const heads = ['BACKUP', 'MADE BY', 'BYTES', 'THAT POLICY'];
    for (const line of columns([heads.map((head) => colour.dim(head)), ...rows])) print(line);
    say(`Put one back: connect-guard restore ${bucket} ${backupName(backups[0]?.key ?? '')}`);
  }
  return exitCodes.ok;
}

/** What a list says of one. */
const described = ({ key, backup }: StoredBackup) => ({
  key,
  takenAt: backup.takenAt,
  madeBy: backup.madeBy,
  ...(backup.writer && { writer: backup.writer }),
  executionId: backup.executionId,
  /** `null`: there was no policy. */
  bytes: backup.before === null ? null : Buffer.byteLength(backup.before),
  digest: backup.digestBefore,
});

/** Of a policy that somebody else wrote: who, and by what tool. */
const writerInWords = ({ arn, userAgent = '' }: Writer): string => {
  const tool = userAgent.length > 40 ? `${userAgent.slice(0, 39)}…` : userAgent;
  return `${arn.slice(arn.lastIndexOf(':') + 1)}${tool && ` by ${tool}`}`;
};

function printPolicy({ key, backup }: StoredBackup, json = false): void {
  if (json) printJson({ key, ...backup });
  else if (backup.before === null) say(`The bucket had no policy then (${backup.takenAt}).`);
  else process.stdout.write(backup.before);
}
