import { backupName } from '#shared/remediation/backup.ts';
import { byHand } from '#shared/remediation/guard-restore.ts';
import type { StoredBackup } from '#shared/usecases/backups.ts';
import { wrap } from '../columns.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { colour, lineWidth, print, printJson, say } from '../terminal.ts';
import type { Account } from './open-account.ts';
import { effectsOn } from './what-opens.ts';

interface Wanted extends StoredBackup {
  readonly bucket: string;
  readonly days: number;
}

/** What a restore would do. Exit code 1: it would be refused; 4: that cannot be told. */
export async function previewRestore(
  account: Account,
  { key, backup, bucket, days }: Wanted,
  json: boolean,
): Promise<ExitCode> {
  const effect = (await effectsOn(account, bucket))(backup.before);
  const { opens, locksOut, undecided } = effect;
  const until = new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString();
  if (json) {
    const { takenAt, madeBy, before } = backup;
    printJson({ bucket, backup: key, takenAt, madeBy, policy: before, ...effect, until });
  } else {
    const what = backup.before === null ? 'no policy at all' : `${backup.before.length} characters`;
    const lines = [
      ...fact('back', `${key} (${what}; taken ${backup.takenAt}, made by ${backup.madeBy})`),
      ...facts('opens', opens, 'nothing'),
      ...facts('locks out', locksOut, 'nobody who needs it'),
      ...undecided.flatMap((why) => fact('cannot tell', why)),
      ...fact('exception', `recorded first: the guard leaves ${bucket} alone until ${until}`),
    ];
    print(lines.join('\n'));
  }
  if (locksOut.length > 0) {
    say(
      `It would be refused: nobody who needs ${bucket} is ever locked out by the guard. ${byHand(bucket, key)}`,
    );
    return exitCodes.fails;
  }
  say(`Do it: connect-guard restore ${bucket} ${backupName(key)} --yes`);
  return undecided.length > 0 ? exitCodes.undecided : exitCodes.ok;
}

const facts = (label: string, all: readonly string[], none: string): readonly string[] =>
  all.length === 0 ? fact(label, none) : all.flatMap((each) => fact(label, each));

const fact = (label: string, text: string): readonly string[] =>
  wrap(text, lineWidth() - 16).map(
    (line, index) => `${index === 0 ? colour.dim(label.padEnd(11)) : ' '.repeat(11)}  ${line}`,
  );
