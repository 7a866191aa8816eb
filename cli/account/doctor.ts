import type { AwsOptions } from '../aws-options.ts';
import { columns } from '../columns.ts';
import { alarms } from '../doctor/alarms.ts';
import { deployment } from '../doctor/deployment.ts';
import { type Diagnosis, examined } from '../doctor/diagnosis.ts';
import { evaluations } from '../doctor/evaluations.ts';
import { inventory } from '../doctor/inventory.ts';
import { recorder } from '../doctor/recorder.ts';
import { rest } from '../doctor/rest.ts';
import { securityHub } from '../doctor/security-hub.ts';
import { settings } from '../doctor/settings.ts';
import { stateBucket } from '../doctor/state-bucket.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { colour, print, printJson, say } from '../terminal.ts';
import { openAccount } from './open-account.ts';

const examinations = [
  deployment,
  recorder,
  evaluations,
  inventory,
  settings,
  stateBucket,
  rest,
  alarms,
  securityHub,
];

/** Looks whether the guard works here: exit code 1 with any trouble, 4 when something could not be seen. */
export async function runDoctor(
  options: AwsOptions & { readonly json?: boolean },
): Promise<ExitCode> {
  const account = await openAccount(options);
  const { account: id, region } = account.deployment;
  say(`Looking at account ${id}, ${region}, as ${account.caller} …`);
  const found = await Promise.all(examinations.map((each) => examined(each, account)));
  const diagnoses = found.flat();
  if (options.json) printJson(diagnoses);
  else print(columns(diagnoses.map(row)).join('\n'));
  if (diagnoses.some(({ state }) => state === 'trouble')) return exitCodes.fails;
  return diagnoses.some(({ state }) => state === 'cannot tell')
    ? exitCodes.undecided
    : exitCodes.ok;
}

const shades: Readonly<Record<Diagnosis['state'], (text: string) => string>> = {
  ok: colour.green,
  trouble: colour.red,
  'cannot tell': colour.yellow,
};

const row = ({ subject, state, finding, next }: Diagnosis): readonly string[] => [
  subject,
  shades[state](state),
  next === undefined ? finding : `${finding} ${colour.bold('→')} ${next}`,
];
