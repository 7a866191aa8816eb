import { Command } from 'commander';
import { describe, examples } from '../help.ts';

/** `connect-guard decide` */
export const decide = (): Command =>
  examples(
    describe(
      new Command('decide'),
      'answer one request as AWS would',
      'Says whether it is allowed or denied, and by which statements.',
    )
      .option('--request <file>', 'who asks for what; - reads standard input')
      .option('--policy <file>', "the resource's policy")
      .option(
        '--identity-policy <file>',
        "a policy of the principal's own (repeatable)",
        collect,
        [],
      )
      .option(
        '--batch',
        'answer JSON lines {"id","request","policy","identityPolicies"} from standard input',
      )
      .option('--json', 'print the decision as JSON')
      .action(async (options) => {
        const { runDecide } = await import('../offline/decide.ts');
        process.exitCode = await runDecide(options);
      }),
    [
      [
        'may this role play a recording?',
        'connect-guard decide --request request.json --policy bucket-policy.json --identity-policy role-policy.json',
      ],
      ['thousands of requests', 'connect-guard decide --batch < requests.jsonl'],
    ],
  ).addHelpText(
    'after',
    '\nExit codes: 0 answered, 2 bad input, 4 the answer rests on something unknown (then denied).',
  );

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];
