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
        'Starts the automation ConnectStorageGuard-RestoreBucketPolicy and waits for it. It never locks out Connect or an administrator.',
      )
        .argument('<bucket>', 'the bucket')
        .argument('[backup]', 'the key of a backup in the state bucket; without it, the latest')
        .option('--yes', 'do it; without it, only say what would be done')
        .option('--json', 'print the outcome as JSON'),
    ).action(async (bucket, backup, options) => {
      const { runRestore } = await import('../account/restore.ts');
      process.exitCode = await runRestore({ bucket, backup, ...options });
    }),
    [
      ['which backups are there?', 'connect-guard restore amazon-connect-0123456789ab'],
      ['back to the latest', 'connect-guard restore amazon-connect-0123456789ab --yes'],
    ],
  );
