import { Command } from 'commander';
import { withAwsOptions } from '../aws-options.ts';
import { describe, examples } from '../help.ts';

/** `connect-guard restore` */
export const restore = (): Command =>
  examples(
    withAwsOptions(
      describe(
        new Command('restore'),
        'put back the policy that a bucket had before',
        'It may open the bucket, as you wish; it never locks out Connect, an administrator or the guard. First an exception is recorded, or the guard would close the bucket again. By default the automation ConnectStorageGuard-RestoreBucketPolicy does it, which also works when the bucket denies you.',
      )
        .argument('<bucket>', 'the bucket')
        .argument(
          '[backup]',
          'which one, as connect-guard backups calls it; without it, the one before the guard wrote last',
        )
        .option('--yes', 'do it; without it, say what it would open and whom it would lock out')
        .option('--days <n>', 'how long the exception holds', '7')
        .option('--as-me', 'by your own credentials instead of the automation')
        .option('--json', 'print as JSON'),
    ).action(async (bucket, backup, options) => {
      const { runRestore } = await import('../account/restore.ts');
      process.exitCode = await runRestore({ bucket, backup, ...options });
    }),
    [
      ['what would it do?', 'connect-guard restore amazon-connect-0123456789ab'],
      ['back to the latest', 'connect-guard restore amazon-connect-0123456789ab --yes'],
      [
        'back to one of them, and leave it so for a day',
        'connect-guard restore amazon-connect-0123456789ab 2026-11-20T09-15-00.000Z-3f2a9c81d07e --days 1 --yes',
      ],
    ],
  );
