import { Command } from 'commander';
import { describe, examples } from '../help.ts';

/** `connect-guard check` */
export const check = (): Command =>
  examples(
    describe(
      new Command('check'),
      'prove that a policy keeps the bucket closed',
      'Decides over all requests; when the policy fails, it shows a request that gets through, or whom it locks out.',
    )
      .option(
        '--facts <file>',
        'whom the bucket is for: account, bucket, Connect roles, administrators',
      )
      .option('--policy <file>', 'the bucket policy to judge; - reads standard input')
      .option('--batch', 'judge JSON lines {"id","facts","policy"} from standard input')
      .option('--json', 'print the verdict as JSON')
      .action(async (options) => {
        const { runCheck } = await import('../offline/check.ts');
        process.exitCode = await runCheck(options);
      }),
    [
      [
        'judge a policy before production sees it',
        'connect-guard check --facts facts.json --policy policy.json',
      ],
      [
        'judge what is on the bucket now',
        'aws s3api get-bucket-policy --bucket B --query Policy --output text | connect-guard check --facts facts.json --policy -',
      ],
      ['judge a great many', 'connect-guard check --batch < tasks.jsonl > verdicts.jsonl'],
    ],
  ).addHelpText(
    'after',
    '\nExit codes: 0 holds, 1 fails, 2 bad input, 4 cannot tell; --batch: 2 when a line was bad, else 0.',
  );
