import { Command } from 'commander';
import { withAwsOptions } from '../aws-options.ts';
import { describe, examples } from '../help.ts';

/** `connect-guard adopt` */
export const adopt = (): Command =>
  examples(
    withAwsOptions(
      describe(
        new Command('adopt'),
        'take over a bucket that somebody locked with the published policy',
        'Such a policy keeps the guard and AWS Config out: "locked without us". Its statement is replaced by the guard\'s own, by one whom it lets in. Without --yes it is a plan.',
      )
        .argument('<bucket>', 'the bucket')
        .option('--yes', 'do it')
        .option('--diff', 'without --yes: show the statements in full')
        .option('--json', 'print as JSON'),
    ).action(async (bucket, options) => {
      const { runAdopt } = await import('../account/apply.ts');
      process.exitCode = await runAdopt(bucket, options);
    }),
    [
      ['what would change?', 'connect-guard adopt amazon-connect-0123456789ab'],
      ['take it over', 'connect-guard adopt amazon-connect-0123456789ab --yes'],
    ],
  );
