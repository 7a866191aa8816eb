import { Command } from 'commander';
import { withAwsOptions } from '../aws-options.ts';
import { describe, examples } from '../help.ts';

/** `connect-guard impact` */
export const impact = (): Command =>
  examples(
    withAwsOptions(
      describe(
        new Command('impact'),
        'who loses access to a bucket when the guard closes it',
        'Every role and user of the account whose own policies let it in today and whom the planned policy shuts out, and what works on the bucket by arrangement: replication, Firehose, logs, the stack that made it. Reads only.',
      )
        .argument('<bucket>', 'the bucket')
        .option('--planned <file>', 'another policy than the one that the guard would put')
        .option('--last-used', 'ask IAM when each of them last used S3 (some seconds each)')
        .option('--json', 'print it as JSON'),
    ).action(async (bucket, options) => {
      const { runImpact } = await import('../account/impact.ts');
      process.exitCode = await runImpact(bucket, options);
    }),
    [
      ['who will complain?', 'connect-guard impact amazon-connect-0123456789ab'],
      [
        'and would they notice?',
        'connect-guard impact amazon-connect-0123456789ab --last-used --json',
      ],
      [
        'a policy of your own',
        'connect-guard impact amazon-connect-0123456789ab --planned policy.json',
      ],
    ],
  ).addHelpText(
    'after',
    '\nExit codes: 0 nobody loses access, 1 somebody does, 4 of some it cannot be told.',
  );
