import { scenarios } from '#infra/local/scenarios/index.ts';
import { BadInput } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { say } from '../terminal.ts';
import { startScenario } from './start.ts';
import { aborted, stopSignal } from './stop-signal.ts';

interface Options {
  readonly port: number;
  readonly scenario: string;
}

/** Serves a scenario until Ctrl-C or SIGTERM. */
export async function runLocal({ port, scenario: name }: Options): Promise<ExitCode> {
  const scenario = scenarios.find((each) => each.name === name);
  if (!scenario) {
    const known = scenarios.map((each) => each.name).join(', ');
    throw new BadInput(`there is no scenario ${name}; there are: ${known}`);
  }
  const stop = stopSignal();
  try {
    const aws = await startScenario(scenario, port, stop, say);
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
