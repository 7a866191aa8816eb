#!/usr/bin/env node
import { CommanderError } from 'commander';
import { adviceOn, BadInput, Failed, messageOf } from './errors.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { createProgram } from './program.ts';
import { coloursFor, endQuietlyWhenNobodyReads, say } from './terminal.ts';

endQuietlyWhenNobodyReads();
try {
  requireNode24();
  await createProgram().parseAsync();
} catch (error) {
  process.exitCode = explain(error);
}

/** Installed by npm, the command runs on whatever Node the machine has. */
function requireNode24(): void {
  const { node } = process.versions;
  if (Number.parseInt(node, 10) < 24)
    throw new Failed(`Node 24 or newer is needed; this is ${node}`);
}

/** One clear line for what was foreseen; the whole error for what was not. */
function explain(error: unknown): ExitCode {
  // commander has said it already
  if (error instanceof CommanderError)
    return error.exitCode === 0 ? exitCodes.ok : exitCodes.badInput;
  const label = coloursFor(process.stderr).red('connect-guard:');
  if (error instanceof BadInput || error instanceof Failed) {
    say(`${label} ${withAdvice(error.message)}`);
    return error instanceof BadInput ? exitCodes.badInput : exitCodes.failed;
  }
  const unforeseen = error instanceof Error && !('$metadata' in error) && !('code' in error);
  say(`${label} ${unforeseen ? error.stack : withAdvice(messageOf(error))}`);
  return exitCodes.failed;
}

function withAdvice(message: string): string {
  return [message, adviceOn(message)].filter(Boolean).join(' → ');
}
