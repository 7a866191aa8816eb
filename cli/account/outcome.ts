import type { Outcome } from '#shared/remediation/outcome.ts';
import type { Refusal } from '#shared/remediation/refusal.ts';
import { wrap } from '../columns.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { colour, lineWidth, print, printJson } from '../terminal.ts';

const done = new Set(['REMEDIATED', 'RESTORED', 'ADOPTED', 'ALREADY_COMPLIANT']);

/** Done is 0, not to be told is 4, everything else that ended without an error is 1. */
export function exitCodeOf(status: string): ExitCode {
  if (done.has(status)) return exitCodes.ok;
  return status === 'UNDECIDED' ? exitCodes.undecided : exitCodes.fails;
}

/** How a write that a person asked for ended. */
export function printOutcome(outcome: Outcome, json: boolean): ExitCode {
  if (json) printJson(outcomeAsJson(outcome));
  else print(shown(outcome).join('\n'));
  return exitCodeOf(outcome.status);
}

/** Its status is called `outcome`, as that of an automation. */
export const outcomeAsJson = ({ status, ...more }: Outcome) => ({ outcome: status, ...more });

function shown({ status, bucket, reasons, refusals, backup, receipt }: Outcome): readonly string[] {
  const paint = done.has(status) ? colour.green : colour.red;
  return [
    `${paint(status)}  ${bucket}`,
    ...(refusals.length > 0
      ? refusals.flatMap(refusalLines)
      : reasons.flatMap((reason) => wrap(reason, lineWidth() - 6).map((line) => `  ${line}`))),
    ...(backup === undefined ? [] : [`  ${colour.dim('backup ')}  ${backup}`]),
    ...(receipt === undefined ? [] : [`  ${colour.dim('receipt')}  ${receipt}`]),
  ];
}

/** A reason not to write, and below it what a person can do. */
export const refusalLines = ({ code, message, next }: Refusal): readonly string[] => [
  `  ${colour.bold(code)}`,
  ...wrap(message, lineWidth() - 8).map((line) => `    ${line}`),
  ...wrap(next, lineWidth() - 10).map(
    (line, index) => `    ${index === 0 ? colour.cyan('→') : ' '} ${line}`,
  ),
];
