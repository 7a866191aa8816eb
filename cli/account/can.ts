import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { keyPort } from '#shared/aws/kms.ts';
import { principalPoliciesPort } from '#shared/aws/principal-policies.ts';
import { textAt } from '#shared/connect/json-shape.ts';
import type { PolicyKind } from '#shared/policy/parse.ts';
import type { Request } from '#shared/policy/request.ts';
import { resourceAt } from '#shared/usecases/asked-resource.ts';
import { askerAt } from '#shared/usecases/asker.ts';
import { type CanWorld, can } from '#shared/usecases/can.ts';
import type { CanAnswer } from '#shared/usecases/can-answer.ts';
import { isFault } from '#shared/usecases/settings.ts';
import type { AwsOptions } from '../aws-options.ts';
import { BadInput } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { readPolicyText } from '../input.ts';
import { colour, print, printJson, say } from '../terminal.ts';
import { type Account, openAccount } from './open-account.ts';
import { carriedThrough, worldOf } from './person.ts';

interface Options extends AwsOptions {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly context: readonly string[];
  readonly planned?: string;
  readonly json?: boolean;
}

/** Whether somebody can do something. @throws BadInput naming the argument */
export async function runCan(options: Options): Promise<ExitCode> {
  const context = contextOf(options.context);
  const account = await openAccount(options);
  const { deployment: place } = account;
  const { asker, action, resource } = argument(() => {
    const action = textAt(options.action, 'ACTION', 'such as s3:GetObject', /^[\w-]+:\w+$/);
    const asker = askerAt(options.principal, 'PRINCIPAL', place);
    return { asker, action, resource: resourceAt(options.resource, 'RESOURCE', action, place) };
  });
  const kind: PolicyKind = resource.has === 'role-trust' ? 'trust' : 'resource';
  const planned =
    options.planned === undefined ? {} : { planned: await readPolicyText(options.planned, kind) };
  const answer = await carriedThrough(account, () =>
    can(canWorldOf(account), { place, asker, action, resource, context, ...planned }),
  );
  if (options.json) printJson(answer);
  else show(answer, options);
  return codes[answer.answer];
}

const codes: Readonly<Record<CanAnswer['answer'], ExitCode>> = {
  allowed: exitCodes.ok,
  denied: exitCodes.fails,
  'cannot tell': exitCodes.undecided,
};

const colours: Readonly<Record<CanAnswer['answer'], (text: string) => string>> = {
  allowed: colour.green,
  denied: colour.red,
  'cannot tell': colour.yellow,
};

function show({ answer, because, notGiven }: CanAnswer, { action, resource }: Options): void {
  print(`${colours[answer](answer)}  ${action} ${resource}`);
  print(`  ${because}`);
  const [first] = notGiven;
  if (first === undefined) return;
  say(`Asked without ${notGiven.join(', ')}; with another context it may be otherwise:`);
  say(`  --context ${first}=…`);
}

function canWorldOf(account: Account): CanWorld {
  const { client, deployment } = account;
  const iam = new IAMClient(client);
  const { bucket, iam: names } = worldOf(account);
  return {
    bucket,
    iam: names,
    keys: keyPort(new KMSClient(client)),
    principals: principalPoliciesPort(iam, deployment.account),
  };
}

/** `key=value`; a key that is given again has several values. @throws BadInput */
function contextOf(pairs: readonly string[]): NonNullable<Request['context']> {
  const context = new Map<string, string[]>();
  for (const pair of pairs) {
    const [, key, value] = /^([\w-]+:[^=]+)=(.*)$/s.exec(pair) ?? [];
    if (key === undefined || value === undefined) {
      throw new BadInput(
        `--context must be key=value, such as aws:SourceVpce=vpce-1; found ${pair}`,
      );
    }
    const name = key.toLowerCase();
    context.set(name, [...(context.get(name) ?? []), value]);
  }
  return Object.fromEntries(
    [...context].map(([key, [first = '', ...more]]) => [
      key,
      more.length > 0 ? [first, ...more] : first,
    ]),
  );
}

function argument<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw isFault(error) ? new BadInput(error.message) : error;
  }
}
