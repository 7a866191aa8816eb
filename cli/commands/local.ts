import { Command, InvalidArgumentError } from 'commander';
import { describe, examples } from '../help.ts';

/** `connect-guard local` */
export const local = (): Command =>
  examples(
    describe(
      new Command('local'),
      'serve an AWS of its own on this machine, guard included',
      'Deploys the stack that `npm run deploy` would deploy, evaluates it once and prints how to reach it. Ctrl-C ends it.',
    )
      .option('--port <number>', 'the port on 127.0.0.1; 0 picks a free one', port, 4566)
      .option('--scenario <name>', 'what is in the account', 'contact-center')
      .option(
        '--flip <fact...>',
        'run with the other answer to facts about AWS that nobody could confirm',
        [],
      )
      .action(async (options) => {
        const { runLocal } = await import('../local/serve.ts');
        process.exitCode = await runLocal(options);
      }),
    [
      ['a contact center on a free port', 'connect-guard local --port 0 --scenario contact-center'],
      [
        'an AWS in which a function may fail and its automation succeed',
        'connect-guard local --port 0 --flip function-error-fails-automation-step',
      ],
      [
        'a shell that talks to it',
        'connect-guard local > local.env &  # then: set -a; . ./local.env; set +a',
      ],
    ],
  ).addHelpText(
    'after',
    '\nOn standard output: AWS_ENDPOINT_URL, AWS_REGION and the access key of a read-only auditor, one NAME=value a line.',
  );

function port(text: string): number {
  const number = Number(text);
  if (!/^\d{1,5}$/.test(text) || number > 65_535) {
    throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  }
  return number;
}
