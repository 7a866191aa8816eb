import { Command } from 'commander';
import { describe, examples } from '../help.ts';

/** `connect-guard rules` */
export const rules = (): Command =>
  examples(
    describe(
      new Command('rules'),
      'list the rules: what each judges, and how much it matters',
      'Each runs as an AWS Config rule of the same name after "connect-storage-guard-".',
    )
      .option('--json', 'print id, kind, resourceTypes, severity, title and source of each')
      .action(async (options) => {
        const { runRules } = await import('../offline/rules.ts');
        process.exitCode = runRules(options);
      }),
    [
      [
        'the AWS page behind each rule',
        `connect-guard rules --json | jq -r '.[] | .id + " " + .source'`,
      ],
    ],
  );
