import { Command } from 'commander';
import { withAwsOptions } from '../aws-options.ts';
import { describe, examples } from '../help.ts';

/** `connect-guard apply` */
export const apply = (): Command =>
  examples(
    withAwsOptions(
      describe(
        new Command('apply'),
        'close a bucket by your own hand, as planned',
        'Your credentials do what the automation does, with the same proofs and backups, whatever the mode is; and you let in whom the settings name for the first time. Without --yes it is a plan.',
      )
        .argument('[bucket]', 'the bucket')
        .option('--yes', 'do it')
        .option('--planned <digest>', 'only what connect-guard plan has shown')
        .option('--all', 'all buckets that Amazon Connect stores in')
        .option('--diff', 'without --yes: show the statements in full')
        .option('--json', 'print as JSON'),
    ).action(async (bucket, options) => {
      const { runApply } = await import('../account/apply.ts');
      process.exitCode = await runApply(bucket, options);
    }),
    [
      [
        'write just what the plan has shown',
        'connect-guard apply amazon-connect-0123456789ab --planned 3f2a9c81d07e --yes',
      ],
      ['close all that can be closed', 'connect-guard apply --all --yes'],
    ],
  );
