import { Command } from 'commander';
import { withAwsOptions } from '../aws-options.ts';
import { describe, examples } from '../help.ts';

/** `connect-guard backups` */
export const backups = (): Command =>
  examples(
    withAwsOptions(
      describe(
        new Command('backups'),
        'what the policies of a bucket were, newest first',
        'Each is kept before the guard writes another. The last column says what that policy would do to the bucket now.',
      )
        .argument('<bucket>', 'the bucket')
        .argument('[backup]', 'print this one, byte for byte')
        .option('--json', 'print as JSON'),
    ).action(async (bucket, backup, options) => {
      const { runBackups } = await import('../account/backups.ts');
      process.exitCode = await runBackups({ bucket, backup, ...options });
    }),
    [
      ['which are there?', 'connect-guard backups amazon-connect-0123456789ab'],
      [
        'what did the policy say?',
        'connect-guard backups amazon-connect-0123456789ab 2026-11-20T09-15-00.000Z-3f2a9c81d07e > policy.json',
      ],
    ],
  );
