import { InvalidDocument, type JsonObject, listAt } from '#shared/connect/json-shape.ts';
import { decide, type Policies } from '#shared/policy/decide.ts';
import { parseJson } from '#shared/policy/json.ts';
import { parsePolicy } from '#shared/policy/parse.ts';
import type { Decision, Request, StatementReference } from '#shared/policy/request.ts';
import { answerLines } from '../batch.ts';
import { BadInput } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { readAs } from '../input.ts';
import { colour, print, printJson } from '../terminal.ts';
import { parseRequest } from './parse-request.ts';
import { policyAt } from './policy-input.ts';
import { within } from './within.ts';

interface Options {
  readonly request?: string;
  readonly policy?: string;
  readonly identityPolicy: readonly string[];
  readonly batch?: boolean;
  readonly json?: boolean;
}

/** @throws BadInput naming the option, or the file and the path of the fault in it. */
export async function runDecide(options: Options): Promise<ExitCode> {
  const { request: requestPath, policy: policyPath, identityPolicy, batch, json } = options;
  if (batch) {
    if (requestPath ?? policyPath ?? identityPolicy[0]) {
      throw new BadInput('--batch takes its requests and policies from standard input only');
    }
    return answerLines(process.stdin, process.stdout, decideLine);
  }
  if (!requestPath) throw new BadInput('--request FILE is needed (or --batch)');
  if (!policyPath && identityPolicy.length === 0) {
    throw new BadInput('--policy FILE or --identity-policy FILE is needed');
  }
  if ([requestPath, policyPath, ...identityPolicy].filter((path) => path === '-').length > 1) {
    throw new BadInput('only one of the files can be standard input');
  }
  const request = await readAs(requestPath, (text) => parseRequest(parseJson(text)));
  const kind = resourceKindOf(request);
  const decision = decide(request, {
    resourceKind: kind,
    ...(policyPath && {
      resource: await readAs(policyPath, (text) => parsePolicy(text, documentKind(kind))),
    }),
    identity: await Promise.all(
      identityPolicy.map((path) => readAs(path, (text) => parsePolicy(text, 'identity'))),
    ),
  });
  if (json) printJson(decision);
  else print(shown(decision));
  return decision.unknown ? exitCodes.undecided : exitCodes.ok;
}

function decideLine(task: JsonObject): Decision {
  const { policy, identityPolicies } = task;
  const request = within('request', () => parseRequest(task.request));
  const kind = resourceKindOf(request);
  if (policy === undefined && identityPolicies === undefined) {
    throw new InvalidDocument('policy', 'or identityPolicies is needed');
  }
  return decide(request, {
    resourceKind: kind,
    ...(policy !== undefined &&
      policy !== null && { resource: policyAt(policy, 'policy', documentKind(kind)) }),
    identity: listAt(identityPolicies ?? [], 'identityPolicies', (each, path) =>
      policyAt(each, path, 'identity'),
    ),
  });
}

type ResourceKind = NonNullable<Policies['resourceKind']>;

/** What the policy is attached to, as the request's resource says: keys and roles must let callers in by it. */
function resourceKindOf({ action, resource }: Request): ResourceKind {
  if (/^sts:/i.test(action)) return 'role-trust';
  const kinds: Readonly<Record<string, ResourceKind>> = { kms: 'key', lambda: 'function' };
  return kinds[resource.split(':')[2] ?? ''] ?? 'bucket';
}

const documentKind = (kind: ResourceKind) => (kind === 'role-trust' ? 'trust' : 'resource');

function shown({ decision, statements, unknown = [] }: Decision): string {
  const verdict = decision === 'Allow' ? colour.green(decision) : colour.red(decision);
  return [
    verdict,
    ...statements.map((each) => `  by ${named(each)}`),
    ...unknown.map((why) => `  cannot tell: ${why}`),
  ].join('\n');
}

const named = ({ policy, policyIndex, index, sid }: StatementReference): string =>
  `${policy} policy${policyIndex === undefined ? '' : ` ${policyIndex + 1}`}, statement ${index + 1}${sid === undefined ? '' : ` (${sid})`}`;
