import { scenarios } from '#infra/local/scenarios/index.ts';
import { type UnconfirmedFactId, unconfirmedFacts } from '#infra/local/unconfirmed.ts';
import { BadInput } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { say } from '../terminal.ts';
import { startScenario } from './start.ts';
import { aborted, stopSignal } from './stop-signal.ts';

interface Options {
  readonly port: number;
  readonly scenario: string;
  readonly flip: readonly string[];
}

const isUnconfirmed = (id: string): id is UnconfirmedFactId =>
  unconfirmedFacts.some((fact) => fact.id === id);

/** Serves a scenario until Ctrl-C or SIGTERM. */
export async function runLocal({ port, scenario: name, flip }: Options): Promise<ExitCode> {
  const scenario = scenarios.find((each) => each.name === name);
  if (!scenario) {
    const known = scenarios.map((each) => each.name).join(', ');
    throw new BadInput(`there is no scenario ${name}; there are: ${known}`);
  }
  const flipped = flip.filter(isUnconfirmed);
  if (flipped.length < flip.length) {
    const known = unconfirmedFacts.map(({ id, question }) => `\n  ${id}: ${question}`).join('');
    const unknown = flip.filter((id) => !isUnconfirmed(id)).join(', ');
    throw new BadInput(`there is no unconfirmed fact ${unknown}; there are:${known}`);
  }
  const stop = stopSignal();
  try {
    const aws = await startScenario(scenario, port, stop, say, flipped);
    const { accessKeyId, secretAccessKey } = aws.credentialsFor(scenario.auditor);
    process.stdout.write(
      [
        `AWS_ENDPOINT_URL=${aws.endpoint}`,
        `AWS_REGION=${aws.home.region}`,
        `AWS_ACCESS_KEY_ID=${accessKeyId}`,
        `AWS_SECRET_ACCESS_KEY=${secretAccessKey}`,
        '',
      ].join('\n'),
    );
    say('Ready. Ctrl-C ends it.');
    await aborted(stop);
    await aws.close();
  } catch (error) {
    if (!stop.aborted) throw error;
  }
  return exitCodes.ok;
}
