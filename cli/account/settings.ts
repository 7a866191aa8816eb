import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { IAMClient } from '@aws-sdk/client-iam';
import { configPort } from '#shared/aws/config.ts';
import { iamPort } from '#shared/aws/iam.ts';
import type { Arn } from '#shared/connect/arn.ts';
import { configRuleName } from '#shared/connect/deployment.ts';
import { parseJson } from '#shared/policy/json.ts';
import type { IamPort } from '#shared/ports.ts';
import { type Change, difference } from '#shared/settings/difference.ts';
import { parseSettings } from '#shared/settings/parse.ts';
import { noSettings, type Settings, settingsKey } from '#shared/settings/settings.ts';
import type { AwsOptions } from '../aws-options.ts';
import { BadInput, Failed, messageOf } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { readAs } from '../input.ts';
import { colour, print, printJson, say } from '../terminal.ts';
import { namedPrincipals } from './named-principals.ts';
import { type Account, openAccount } from './open-account.ts';
import { readable, stateOf } from './state.ts';

export async function runSettingsShow(options: AwsOptions): Promise<ExitCode> {
  const account = await openAccount(options);
  const stored = readable(await stateOf(account).read(settingsKey), account);
  if (!stored) say('No settings yet: nothing is written to any bucket. These hold:');
  if (stored) print(stored.body);
  else printJson(noSettings);
  return exitCodes.ok;
}

/** Checks, announces and stores. Nothing is written when the document is wrong or nothing changes. */
export async function runSettingsPut(file: string, options: AwsOptions): Promise<ExitCode> {
  const json = await readAs(file, (text) => parseJson(text));
  const account = await openAccount(options);
  const given = asked(file, () => parseSettings(json, account.deployment));
  const iam = iamPort(new IAMClient(account.client), account.deployment.account);
  const settings: Settings = { ...given, ids: await idsOf(file, given, iam) };
  const state = stateOf(account);
  const before = readable(await state.read(settingsKey), account);
  const changes = difference(before ? parseJson(before.body) : noSettings, settings);
  if (changes.length === 0) {
    say('Nothing changes.');
    return exitCodes.ok;
  }
  const body = `${JSON.stringify(settings, null, 2)}\n`;
  if (!(await state.write(settingsKey, body, { ifMatch: before?.etag ?? null }))) {
    throw new Failed('somebody else changed the settings meanwhile: look at them and put again');
  }
  print(changes.map(announcement).join('\n'));
  say(`Stored in s3://${account.deployment.stateBucket}/${settingsKey}.`);
  await judgeAgain(account);
  return exitCodes.ok;
}

function asked<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new BadInput(`${file === '-' ? 'standard input' : file}: ${messageOf(error)}`);
  }
}

/** The unique ids of all named roles and users as they are now. */
async function idsOf(file: string, settings: Settings, iam: IamPort): Promise<Record<Arn, string>> {
  const ids: Record<Arn, string> = {};
  for (const { path, arn } of namedPrincipals(settings)) {
    if (ids[arn]) continue;
    const fact = await iam.principal(arn);
    if (fact.state === 'absent') throw new BadInput(`${file}: ${path}: there is no ${arn}`);
    if (fact.state === 'unreadable') {
      throw new Failed(`${path}: cannot look up ${arn}: ${fact.why.action}: ${fact.why.message}`);
    }
    ids[arn] = fact.value.id;
  }
  return ids;
}

/** Lets Config judge by the new settings now, rather than at the next change or day. */
async function judgeAgain({ client }: Account): Promise<void> {
  const rule = configRuleName('bucket-policy-least-privilege');
  try {
    await configPort(new ConfigServiceClient(client)).startEvaluation([rule]);
    say('AWS Config judges the buckets again.');
  } catch (error) {
    say(`They count from the next evaluation on (within 24 hours): ${messageOf(error)}`);
  }
}

function announcement({ path, before, after }: Change): string {
  const removed = before === undefined ? [] : [colour.red(`- ${path}: ${JSON.stringify(before)}`)];
  const added = after === undefined ? [] : [colour.green(`+ ${path}: ${JSON.stringify(after)}`)];
  return [...removed, ...added].join('\n');
}
