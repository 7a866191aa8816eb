import type { JsonObject } from '#shared/connect/json-shape.ts';
import { checkBucketPolicy } from '#shared/generate/check-bucket-policy.ts';
import type { CheckFinding, CheckResult } from '#shared/generate/check-result.ts';
import { parseFacts } from '#shared/generate/facts.ts';
import { parseJson } from '#shared/policy/json.ts';
import { parsePolicy } from '#shared/policy/parse.ts';
import { answerLines } from '../batch.ts';
import { wrap } from '../columns.ts';
import { BadInput } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { readAs } from '../input.ts';
import { colour, lineWidth, print, printJson, say } from '../terminal.ts';
import { policyAt } from './policy-input.ts';
import { within } from './within.ts';

interface Options {
  readonly facts?: string;
  readonly policy?: string;
  readonly batch?: boolean;
  readonly json?: boolean;
}

const verdictCodes = {
  COMPLIANT: exitCodes.ok,
  NON_COMPLIANT: exitCodes.fails,
  UNDECIDED: exitCodes.undecided,
} as const;

/** @throws BadInput naming the option, or the file and the path of the fault in it. */
export async function runCheck(options: Options): Promise<ExitCode> {
  const { facts: factsPath, policy: policyPath, batch, json } = options;
  if (batch) {
    if (factsPath ?? policyPath) {
      throw new BadInput('--batch takes its facts and policies from standard input only');
    }
    return answerLines(process.stdin, process.stdout, checkLine);
  }
  if (!factsPath) throw new BadInput('--facts FILE is needed (or --batch)');
  if (!policyPath) throw new BadInput('--policy FILE is needed (or --batch)');
  if (factsPath === '-' && policyPath === '-') {
    throw new BadInput('only one of --facts and --policy can be standard input');
  }
  const facts = await readAs(factsPath, (text) => parseFacts(parseJson(text)));
  const policy = await readAs(policyPath, (text) => parsePolicy(text, 'resource'));
  const result = checkBucketPolicy(facts, policy);
  if (json) printJson(result);
  else {
    print(shown(result));
    say(colour.dim(outsideTheModel));
  }
  return verdictCodes[result.verdict];
}

const checkLine = (task: JsonObject): CheckResult =>
  checkBucketPolicy(
    within('facts', () => parseFacts(task.facts)),
    policyAt(task.policy, 'policy', 'resource'),
  );

const outsideTheModel =
  'Not looked at: SCPs, RCPs, VPC endpoint and access point policies, ACLs, Block Public Access.';

const headings: Readonly<Record<CheckFinding['question'], string>> = {
  exposure: 'gets in',
  grant: 'is granted more',
  lockout: 'is locked out',
  plaintext: 'may go without TLS',
};

function shown({ verdict, findings, undecided, steps }: CheckResult): string {
  const paint = verdict === 'COMPLIANT' ? colour.green : colour.red;
  return [
    `${paint(verdict)} ${colour.dim(`(${steps} steps)`)}`,
    ...findings.flatMap(shownFinding),
    ...(undecided.length > 0 ? [''] : []),
    ...undecided.flatMap((why) => wrap(`cannot tell: ${why}`, lineWidth() - 4)),
  ].join('\n');
}

function shownFinding(finding: CheckFinding): readonly string[] {
  const { question, principal, action, resource, context, statements, because } = finding;
  const who = principal.arn ?? principal.userId ?? principal.kind;
  const environment = Object.entries(context).map(
    ([key, values]) => `${key} = ${values.join(', ')}`,
  );
  return [
    '',
    `${colour.bold(question)}  ${principal.kind} ${headings[question]}`,
    ...wrap(because, lineWidth() - 6).map((line) => `  ${line}`),
    `  ${colour.dim('who ')}  ${who}${principal.userId && principal.arn ? ` (${principal.userId})` : ''}`,
    `  ${colour.dim('what')}  ${action} ${resource}`,
    ...environment.map((line) => `  ${colour.dim('when')}  ${line}`),
    ...statements.map(
      ({ index, sid, why }) =>
        `  ${colour.dim('why ')}  statement ${index + 1}${sid === undefined ? '' : ` (${sid})`}: ${why}`,
    ),
  ];
}
