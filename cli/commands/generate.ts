import { Command, Option } from 'commander';
import { describe, examples, group } from '../help.ts';
import { administratorPolicy, deliveryRolePolicy, keyPolicy } from './generate-access-policies.ts';

/** `connect-guard generate bucket-policy` */
export const generate = (): Command =>
  group('generate', 'print the policies that buckets, keys and people should have', [
    bucketPolicy(),
    administratorPolicy(),
    keyPolicy(),
    deliveryRolePolicy(),
  ]);

const bucketPolicy = (): Command =>
  examples(
    describe(
      new Command('bucket-policy'),
      'print the policy that keeps everyone out but Connect and the named principals',
    )
      .requiredOption('--facts <file>', 'whom the bucket is for; - reads standard input')
      .addOption(
        new Option(
          '--profile <profile>',
          'observable: configuration stays visible to auditors; article: the published single statement',
        ).choices(['observable', 'article']),
      )
      .action(async (options) => {
        const { runGenerateBucketPolicy } = await import('../offline/generate-bucket-policy.ts');
        process.exitCode = await runGenerateBucketPolicy(options);
      }),
    [
      [
        'the policy of the default profile',
        'connect-guard generate bucket-policy --facts facts.json',
      ],
      [
        'the published one',
        'connect-guard generate bucket-policy --facts facts.json --profile article',
      ],
    ],
  );
