import type { JsonObject } from '#shared/connect/json-shape.ts';
import { PolicySyntaxError } from '#shared/policy/errors.ts';
import { parsePolicy } from '#shared/policy/parse.ts';
import { type Comparison, compare } from '#shared/policy/prove/compare.ts';
import type { Request } from '#shared/policy/request.ts';
import { answerLines } from '../batch.ts';
import { BadInput, messageOf } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { readAs } from '../input.ts';
import { colour, print, printJson } from '../terminal.ts';
import { policyAt } from './policy-input.ts';

interface Options {
  readonly a?: string;
  readonly b?: string;
  readonly batch?: boolean;
  readonly json?: boolean;
}

/** @throws BadInput naming the option, or the file and the path of the fault in it. */
export async function runCompare({ a, b, batch, json }: Options): Promise<ExitCode> {
  if (batch) {
    if (a ?? b) throw new BadInput('--batch takes its policies from standard input only');
    return answerLines(process.stdin, process.stdout, compareLine);
  }
  if (!a || !b) throw new BadInput('two policies are needed: compare A.json B.json (or --batch)');
  if (a === '-' && b === '-') throw new BadInput('only one of the two can be standard input');
  const [left, right] = [await readAs(a, parsePolicy), await readAs(b, parsePolicy)];
  const comparison = comparable(`${a} and ${b}`, () => compare(left, right));
  if (json) printJson(comparison);
  else print(shown(comparison));
  return comparison.relation === 'undecided' ? exitCodes.undecided : exitCodes.ok;
}

/** @throws BadInput when one is an identity policy and the other is not. */
function comparable(names: string, read: () => Comparison): Comparison {
  try {
    return read();
  } catch (error) {
    if (error instanceof PolicySyntaxError) throw new BadInput(`${names}: ${messageOf(error)}`);
    throw error;
  }
}

const compareLine = (task: JsonObject): Comparison =>
  compare(policyAt(task.a, 'a'), policyAt(task.b, 'b'));

const meanings: Readonly<Record<Comparison['relation'], string>> = {
  equal: 'A and B allow the same requests',
  more: 'A allows all that B allows, and more',
  less: 'A allows less than B, and nothing else',
  incomparable: 'each allows something that the other does not',
  undecided: 'cannot tell',
};

const shown = ({ relation, onlyA, onlyB, undecided = [] }: Comparison): string =>
  [
    `${colour.bold(relation)}: ${meanings[relation]}`,
    ...(onlyA ? [`  only A  ${sentence(onlyA)}`] : []),
    ...(onlyB ? [`  only B  ${sentence(onlyB)}`] : []),
    ...undecided.map((why) => `  cannot tell: ${why}`),
  ].join('\n');

function sentence({ principal, action, resource, context = {} }: Request): string {
  const who = principal.arn ?? principal.userId ?? '';
  const when = Object.entries(context).map(
    ([key, values]) => `${key} = ${[values].flat().join(', ')}`,
  );
  return `${principal.kind} ${who}: ${action} on ${resource}${when.length > 0 ? ` when ${when.join(' and ')}` : ''}`;
}
