import { Command } from 'commander';
import { withAwsOptions } from '../aws-options.ts';
import { describe, examples } from '../help.ts';

/** `connect-guard doctor` */
export const doctor = (): Command =>
  examples(
    withAwsOptions(
      describe(
        new Command('doctor'),
        'look whether the guard can do its work here, and what to do if not',
        'The stack, the recorder of AWS Config, evaluations, the inventory, the settings, and buckets that are given up. It only reads.',
      ).option('--json', 'print a list of {subject, state, finding, next}'),
    ).action(async (options) => {
      const { runDoctor } = await import('../account/doctor.ts');
      process.exitCode = await runDoctor(options);
    }),
    [
      ['after a deployment', 'connect-guard doctor'],
      ['troubles only', `connect-guard doctor --json | jq '.[] | select(.state != "ok")'`],
    ],
  ).addHelpText(
    'after',
    '\nExit codes: 0 all is well, 1 trouble, 3 AWS could not be asked, 4 something could not be seen.',
  );
