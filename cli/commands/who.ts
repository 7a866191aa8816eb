import { Command } from 'commander';
import { withAwsOptions } from '../aws-options.ts';
import { describe, examples } from '../help.ts';

/** `connect-guard who` */
export const who = (): Command =>
  examples(
    withAwsOptions(
      describe(
        new Command('who'),
        'who gets at a bucket today, and who is one hop away',
        'Every role and user of the account, and whom the bucket policy lets in itself, with the statements; then those who may assume, take over or make keys for one of them, write the guard’s own code, or log in to Connect by emergency access. Reads only.',
      )
        .argument('<bucket>', 'the bucket')
        .argument('[action]', 'one S3 action; by default all that read, list, write or govern')
        .option('--json', 'print it as JSON'),
    ).action(async (bucket, action, options) => {
      const { runWho } = await import('../account/who.ts');
      process.exitCode = await runWho(bucket, action, options);
    }),
    [
      [
        'who can listen to our calls?',
        'connect-guard who amazon-connect-0123456789ab s3:GetObject',
      ],
      [
        'who can change its policy?',
        'connect-guard who amazon-connect-0123456789ab s3:PutBucketPolicy',
      ],
    ],
  ).addHelpText('after', '\nExit codes: 0 answered, 4 of some it cannot be told.');
