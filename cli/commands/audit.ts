import { Command, InvalidArgumentError, Option } from 'commander';
import { withAwsOptions } from '../aws-options.ts';
import { describe, examples } from '../help.ts';

/** `connect-guard audit` */
export const audit = (): Command =>
  examples(
    withAwsOptions(
      describe(
        new Command('audit'),
        'judge everything of these accounts and regions by every rule, reading only',
        'Uses the inventory of the guard where it is deployed and readable; else asks Amazon Connect at two requests a second, which an account has in a region.',
      )
        .optionsGroup('Where:')
        .option('--regions <list>', 'all, or names with commas between')
        .option('--accounts <list>', 'organization, or account ids with commas between')
        .option('--role <name>', 'the role to assume in other accounts')
        .optionsGroup('What:')
        .option('--rule <id>', 'judge by this rule alone; repeat for more', collect)
        .option('--live', 'ask Amazon Connect although the guard has an inventory')
        .option('--impact', 'say who would lose access by the policy that the guard would put')
        .addOption(
          new Option('--rate <number>', 'requests a second to Amazon Connect in each region')
            .default(2)
            .argParser(rateOf),
        )
        .option(
          '--resume <file>',
          'keep what is found out here; go on from there when it is cut off',
        )
        .optionsGroup('Output:')
        .option(
          '--format <name[=file]>',
          'table, html, json, csv, sarif, asff, ocsf, junit; repeat for more, one goes to standard output',
          collect,
        )
        .addOption(
          new Option('--fail-on <severity>', 'the mildest that counts for the exit code')
            .choices(['critical', 'high', 'medium', 'low'])
            .default('low'),
        )
        .option('--permissions', 'print the IAM policy that an audit needs, and do nothing'),
    ).action(async (options) => {
      const { runAudit } = await import('../audit/run.ts');
      process.exitCode = await runAudit(options);
    }),
    [
      ['what is open here, as a table', 'connect-guard audit --region ap-northeast-1'],
      [
        'a report to read and to show',
        'connect-guard audit --format table --format html=audit.html',
      ],
      ['files for others', 'connect-guard audit --format csv=audit.csv --format sarif=audit.sarif'],
      [
        'all regions of every account of the organization',
        'connect-guard audit --regions all --accounts organization --role SecurityAudit --resume audit.jsonl',
      ],
      [
        'the policy for the role that audits',
        'connect-guard audit --permissions > audit-policy.json',
      ],
    ],
  ).addHelpText(
    'after',
    '\nExit codes: 0 all in order, 1 something is open, 2 wrong arguments, 3 an account or region could not be audited, 4 nothing is open but not everything could be told.',
  );

const collect = (value: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  value,
];

function rateOf(text: string): number {
  const rate = Number(text);
  if (rate > 0 && rate <= 1000) return rate;
  throw new InvalidArgumentError('A rate is a number above 0.');
}
