import { Command } from 'commander';
import { withAwsOptions } from '../aws-options.ts';
import { describe, examples } from '../help.ts';

/** `connect-guard plan` */
export const plan = (): Command =>
  examples(
    withAwsOptions(
      describe(
        new Command('plan'),
        'what the guard would write to a bucket, why not, and who loses access',
        'Nothing is written. Exit code 0: ready, or nothing to do; 1: the guard would refuse; 4: it cannot tell.',
      )
        .argument('[bucket]', 'the bucket')
        .option('--all', 'all buckets that Amazon Connect stores in, a line for each')
        .option('--diff', 'show the statements in full')
        .option('--json', 'print as JSON'),
    ).action(async (bucket, options) => {
      const { runPlan } = await import('../account/plan.ts');
      process.exitCode = await runPlan(bucket, options);
    }),
    [
      ['what would happen to this one?', 'connect-guard plan amazon-connect-0123456789ab --diff'],
      ['which buckets are open, and could be closed?', 'connect-guard plan --all'],
    ],
  );
