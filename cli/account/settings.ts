import { IAMClient } from '@aws-sdk/client-iam';
import { iamPort } from '#shared/aws/iam.ts';
import { parseJson } from '#shared/policy/json.ts';
import type { Change } from '#shared/settings/difference.ts';
import { noSettings, settingsKey } from '#shared/settings/settings.ts';
import { Retryable } from '#shared/usecases/errors.ts';
import {
  checkSettings,
  isFault,
  putSettings,
  type SettingsPut,
  settingsFrom,
} from '#shared/usecases/settings.ts';
import type { AwsOptions } from '../aws-options.ts';
import { BadInput, Failed } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { readInput } from '../input.ts';
import { colour, print, printJson, say } from '../terminal.ts';
import { judgeSoon } from './guard-rules.ts';
import { type Account, openAccount } from './open-account.ts';
import { readable, stateOf } from './state.ts';

/** Prints the settings in force, byte for byte; what holds without any when there are none. */
export async function runSettingsShow(options: AwsOptions): Promise<ExitCode> {
  const account = await openAccount(options);
  const stored = readable(await stateOf(account).read(settingsKey), account);
  if (stored) print(stored.body);
  else {
    say('No settings yet: nothing is written to any bucket. These hold:');
    printJson(noSettings);
  }
  return exitCodes.ok;
}

interface PutOptions extends AwsOptions {
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly partial?: boolean;
  readonly role?: string;
}

/** Checks, stores and announces. Nothing is written when the document is wrong. */
export async function runSettingsPut(file: string, options: PutOptions): Promise<ExitCode> {
  if (options.role ?? options.partial) {
    throw new BadInput('--role and --partial are for several accounts: name them with --accounts');
  }
  const { name, text } = await readInput(file);
  const account = await openAccount(options);
  asInput(name, () => settingsFrom(text, account.deployment));
  const { changes, warnings } = await (options.dryRun
    ? compareText(account, text)
    : putText(account, text));
  if (options.json) printJson({ changes, warnings });
  else if (changes.length > 0) print(changes.map(announcement).join('\n'));
  return exitCodes.ok;
}

/** @throws Failed when the state bucket cannot be read. */
export async function settingsWorld(account: Account) {
  const { client, deployment } = account;
  const state = stateOf(account);
  readable(await state.read(settingsKey), account);
  return { state, iam: iamPort(new IAMClient(client), deployment.account) };
}

/** Says what storing it would change. */
async function compareText(account: Account, text: string): Promise<SettingsPut> {
  const document = parseJson(text);
  const compared = await checkSettings(
    await settingsWorld(account),
    account.deployment,
    () => document,
  );
  warn(compared);
  say(compared.changes.length > 0 ? 'Nothing was stored: that was a dry run.' : 'Nothing changes.');
  return compared;
}

const warn = ({ warnings }: SettingsPut): void => {
  for (const warning of warnings) say(`${colour.yellow('Mind:')} ${warning}`);
};

/** Stores a document that was checked, and has AWS Config judge by it. @throws Failed */
export async function putText(account: Account, text: string): Promise<SettingsPut> {
  const { deployment } = account;
  const world = await settingsWorld(account);
  const put = await putSettings(world, deployment, text).catch((error: unknown) => {
    throw error instanceof Retryable ? new Failed(error.message) : error;
  });
  if (put.changes.length === 0) {
    say('Nothing changes.');
    return put;
  }
  warn(put);
  say(`Stored in s3://${deployment.stateBucket}/${settingsKey}.`);
  await judgeSoon(account);
  return put;
}

/** @throws BadInput naming the file, when `read` finds a fault in it. */
export function asInput<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw isFault(error) ? new BadInput(`${name}: ${error.message}`) : error;
  }
}

/** What was there and what is to be there, a line each. */
export function announcement({ path, before, after }: Change): string {
  const removed = before === undefined ? [] : [colour.red(`- ${path}: ${JSON.stringify(before)}`)];
  const added = after === undefined ? [] : [colour.green(`+ ${path}: ${JSON.stringify(after)}`)];
  return [...removed, ...added].join('\n');
}
