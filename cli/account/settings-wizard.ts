import checkbox from '@inquirer/checkbox';
import confirm from '@inquirer/confirm';
import { permissionSetOf } from '#shared/connect/sso.ts';
import type { Candidate } from '#shared/remediation/candidate.ts';
import { nameOf } from '#shared/remediation/entrants.ts';
import type { NamedAs } from '#shared/remediation/impact-actions.ts';
import { Failed } from '../errors.ts';

/** Where a person is asked: standard output is for data. */
const terminal = { output: process.stderr };

const questions: Readonly<Record<NamedAs, string>> = {
  administrator: 'Who administers Connect, and keeps all access to its buckets?',
  workload: 'What else works on the buckets?',
  auditor: 'Who may read the configuration of the buckets, and never their data?',
};

/**
 * Whom a person names of those who were found; the likely ones are proposed.
 * @throws Failed when they stop it
 */
export async function choose(
  candidates: readonly Candidate[],
  context: {
    readonly output: NodeJS.WritableStream;
    readonly input?: NodeJS.ReadableStream;
  } = terminal,
): Promise<readonly Candidate[]> {
  const taken: Candidate[] = [];
  for (const as of ['administrator', 'workload', 'auditor'] as const) {
    const choices = candidates
      .filter((each) => each.as === as)
      .map((value) => ({
        value,
        name: permissionSetOf(value.arn) ?? nameOf(value.arn),
        checked: value.likely,
        description: `${value.arn}: ${value.because.join(', ')}`,
      }));
    if (choices.length === 0) continue;
    taken.push(...(await asked(checkbox({ message: questions[as], choices }, context))));
  }
  return taken;
}

/** @throws Failed when they stop it */
export const agrees = (stateBucket: string, context = terminal): Promise<boolean> =>
  asked(confirm({ message: `Store this in ${stateBucket}?`, default: false }, context));

const asked = <T>(answer: Promise<T>): Promise<T> =>
  answer.catch((error: unknown) => {
    if (!(error instanceof Error && error.name === 'ExitPromptError')) throw error;
    throw new Failed('stopped: nothing is stored');
  });
