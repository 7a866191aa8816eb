import { writeFile } from 'node:fs/promises';
import { permissionSetOf } from '#shared/connect/sso.ts';
import { type Candidate, chosen } from '#shared/remediation/candidate.ts';
import { nameOf } from '#shared/remediation/entrants.ts';
import { namedBefore, withChoice } from '#shared/settings/proposal.ts';
import { noSettings, type Settings, settingsKey } from '#shared/settings/settings.ts';
import { settingsFrom } from '#shared/usecases/settings.ts';
import type { AwsOptions } from '../aws-options.ts';
import { columns } from '../columns.ts';
import { BadInput, Failed, messageOf } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { coloursFor, print, printJson, say } from '../terminal.ts';
import { type Account, openAccount } from './open-account.ts';
import { putText } from './settings.ts';
import { lookForCandidates } from './settings-candidates.ts';
import { stateOf, understood } from './state.ts';

export interface InitOptions extends AwsOptions {
  readonly json?: boolean;
  readonly out?: string;
  readonly put?: boolean;
  readonly yes?: boolean;
}

/**
 * Looks for those whom the settings should name and proposes a document: a person at a terminal
 * chooses, elsewhere the likely ones are taken. Stored only with `--put`, and when that is agreed to.
 */
export async function runSettingsInit(options: InitOptions): Promise<ExitCode> {
  const { json = false, out, put = false, yes = false } = options;
  const asks = process.stdin.isTTY && process.stderr.isTTY && !json && !yes;
  if (put && !yes && !asks) throw new BadInput('--put needs --yes where nobody can be asked');
  const account = await openAccount(options);
  const before = await settingsInForce(account);
  const found = await lookForCandidates(account);
  const { instances, unseen } = found;
  const candidates = found.candidates.filter(({ arn }) => !namedBefore(before, arn));
  for (const each of unseen) say(`${yellow('Cannot tell:')} ${each}`);
  const wizard = asks ? await import('./settings-wizard.ts') : undefined;
  if (!wizard) explain(candidates);
  const taken = wizard
    ? await wizard.choose(candidates)
    : candidates.filter(({ likely }) => likely);
  const settings = withChoice(before, chosen(taken), instances);
  const text = `${JSON.stringify(settings, null, 2)}\n`;
  settingsFrom(text, account.deployment);
  if (out !== undefined) await write(out, text);
  if (json) printJson({ settings, candidates, unseen });
  else if (out === undefined) print(text);
  if (put && (yes || (await wizard?.agrees(account.deployment.stateBucket)))) {
    await putText(account, text);
  } else {
    say(`Nothing is stored. When it is right: connect-guard settings put ${out ?? 'FILE'}`);
  }
  const named = settings.administrators ?? Object.keys(settings.instances ?? {});
  return named.length > 0 && unseen.length === 0 ? exitCodes.ok : exitCodes.undecided;
}

const { yellow, dim, bold } = coloursFor(process.stderr);

/** None where the guard is not deployed yet. @throws Failed when they cannot be read or understood */
async function settingsInForce(account: Account): Promise<Settings> {
  const stored = await stateOf(account).read(settingsKey);
  if (stored.state === 'known') {
    return understood(settingsKey, () => settingsFrom(stored.value.body, account.deployment));
  }
  if (stored.state === 'absent' || stored.why.code === 'NoSuchBucket') return noSettings;
  const { action, code, message } = stored.why;
  throw new Failed(`the settings in force cannot be read: ${action}: ${code}: ${message}`);
}

function explain(candidates: readonly Candidate[]): void {
  if (candidates.length === 0) {
    say('Nobody was found whom the settings do not name already.');
    return;
  }
  const heads = ['', 'WHO', 'NAMED AS', 'BECAUSE IT'].map((head) => dim(head));
  const rows = candidates.map(({ arn, as, likely, because }) => [
    likely ? bold('taken') : dim('left'),
    permissionSetOf(arn) ?? nameOf(arn),
    as,
    because.join(', '),
  ]);
  for (const line of columns([heads, ...rows])) say(line);
}

/** @throws Failed */
const write = (path: string, text: string): Promise<void> =>
  writeFile(path, text).catch((error: unknown) => {
    throw new Failed(`${path} cannot be written: ${messageOf(error)}`);
  });
