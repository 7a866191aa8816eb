import { Command } from 'commander';
import { withAwsOptions } from '../aws-options.ts';
import { describe, examples, group } from '../help.ts';

/** `connect-guard exceptions`, `exceptions add`, `end` and `clear` */
export const exceptions = (): Command =>
  examples(
    group('exceptions', 'buckets that are left alone: by the settings, or by AWS Config', [
      add(),
      end(),
      clear(),
    ]).addCommand(list(), { isDefault: true }),
    [
      ['which are there, and until when?', 'connect-guard exceptions'],
      [
        'leave a bucket alone for two days',
        'connect-guard exceptions add amazon-connect-0123456789ab --reason "migration, ticket 4711" --days 2',
      ],
    ],
  );

const list = (): Command =>
  examples(
    withAwsOptions(
      describe(
        new Command('list'),
        'list the exceptions of the settings, and those that AWS Config added by itself',
      ).option('--json', 'print as JSON'),
    ).action(async (options) => {
      const { runExceptions } = await import('../account/exceptions.ts');
      process.exitCode = await runExceptions(options);
    }),
    [['as JSON', 'connect-guard exceptions list --json']],
  );

const add = (): Command =>
  examples(
    withAwsOptions(
      describe(
        new Command('add'),
        'record in the settings that a bucket is left alone for a while',
        'It is still judged and reported.',
      )
        .argument('<bucket>', 'the bucket')
        .requiredOption('--reason <text>', 'why; shown wherever the exception is')
        .option('--until <date>', 'the last day, or a time: 2026-12-31, 2026-12-31T18:00:00Z')
        .option('--days <n>', 'for so many days from now')
        .option('--json', 'print as JSON'),
    ).action(async (bucket, options) => {
      const { runExceptionsAdd } = await import('../account/exceptions.ts');
      process.exitCode = await runExceptionsAdd(bucket, options);
    }),
    [
      [
        'until the end of the year',
        'connect-guard exceptions add amazon-connect-0123456789ab --reason "migration" --until 2026-12-31',
      ],
    ],
  );

const end = (): Command =>
  examples(
    withAwsOptions(
      describe(
        new Command('end'),
        'take the exceptions of a bucket out of the settings',
        'The guard looks after it again, at once.',
      )
        .argument('<bucket>', 'the bucket')
        .option('--json', 'print as JSON'),
    ).action(async (bucket, options) => {
      const { runExceptionsEnd } = await import('../account/exceptions.ts');
      process.exitCode = await runExceptionsEnd(bucket, options);
    }),
    [['the migration is over', 'connect-guard exceptions end amazon-connect-0123456789ab']],
  );

const clear = (): Command =>
  examples(
    withAwsOptions(
      describe(
        new Command('clear'),
        'delete the exceptions that AWS Config added by itself, and have it judge again',
        'AWS Config adds one when its attempts to remediate have failed, and keeps it until it is deleted: the bucket could drift and stay so.',
      )
        .argument('[bucket]', 'the bucket')
        .option('--all', 'of all buckets')
        .option('--yes', 'do it; without it, only list them')
        .option('--json', 'print as JSON'),
    ).action(async (bucket, options) => {
      const { runExceptionsClear } = await import('../account/clear-exceptions.ts');
      process.exitCode = await runExceptionsClear(bucket, options);
    }),
    [['of all buckets', 'connect-guard exceptions clear --all --yes']],
  );
