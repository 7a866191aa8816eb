import { Command } from 'commander';
import { withAwsOptions } from '../aws-options.ts';
import { describe, examples } from '../help.ts';

/** `connect-guard cost` */
export const cost = (): Command =>
  examples(
    withAwsOptions(
      describe(
        new Command('cost'),
        'what the guard costs here in a month, in US dollars',
        'A model of the stored inventory and the prices of us-east-1: docs/cost.md. It only reads.',
      )
        .option('--changes <n>', 'how often each resource changes in a month', '2')
        .option('--security-hub', 'findings go to Security Hub')
        .option('--customer-key', 'the state is encrypted with a KMS key of your own')
        .option('--other-buckets <n>', 'buckets that have nothing to do with Connect', '0')
        .option('--other-roles <n>', 'roles and users that are not named in the settings', '0')
        .option('--json', 'print {counts, choices, lines, dollarsAMonth, dollarsPerInstance, …}'),
    ).action(async (options) => {
      const { runCost } = await import('../account/cost.ts');
      process.exitCode = await runCost(options);
    }),
    [
      ['what does it cost?', 'connect-guard cost'],
      [
        'where infrastructure as code writes everything every day',
        'connect-guard cost --changes 30',
      ],
      [
        'in an account with much else in it',
        'connect-guard cost --other-buckets 80 --other-roles 400',
      ],
      ['just the sum', 'connect-guard cost --json | jq .dollarsAMonth'],
    ],
  ).addHelpText(
    'after',
    '\nExit codes: 0 done, 2 wrong arguments, 3 no inventory or AWS refused, 4 at least: parts of the inventory could not be read.',
  );
