import { Command } from 'commander';
import { withAwsOptions } from '../aws-options.ts';
import { describe, examples, group } from '../help.ts';

/** `connect-guard settings init`, `validate`, `put` and `show` */
export const settings = (): Command =>
  group('settings', 'who may reach which bucket, and what the guard may do by itself', [
    init(),
    validate(),
    put(),
    show(),
  ]);

const init = (): Command =>
  examples(
    withAwsOptions(
      describe(
        new Command('init'),
        'propose settings by what is in the account',
        'Looks whom the bucket policies exempt, who administers Connect, what delivers into the buckets and who reads them. At a terminal you choose; elsewhere the likely ones are taken. Reads only, unless there is --put.',
      )
        .option('--out <file>', 'write the document there instead of to standard output')
        .option('--put', 'store it at the end, when you agree')
        .option('--yes', 'ask nothing: take the likely ones, and with --put store them')
        .option('--json', 'print it as JSON, with everybody who was found and why'),
    ).action(async (options) => {
      const { runSettingsInit } = await import('../account/settings-init.ts');
      process.exitCode = await runSettingsInit(options);
    }),
    [
      [
        'choose, and look at it before it is stored',
        'connect-guard settings init --out settings.json',
      ],
      ['who was found, and why?', 'connect-guard settings init --json'],
    ],
  ).addHelpText(
    'after',
    '\nExit codes: 0 proposed, 4 nobody was found to administer, or something could not be seen.',
  );

const validate = (): Command =>
  examples(
    withAwsOptions(
      describe(
        new Command('validate'),
        'whether a settings document would be taken',
        'By your credentials, also whether everybody whom it names is there.',
      )
        .argument('<file>', 'the settings as JSON; - reads standard input')
        .option('--account <id>', 'for this account, with --region: needs no AWS')
        .option('--json', 'print it as JSON'),
    ).action(async (file, options) => {
      const { runSettingsValidate } = await import('../account/settings-validate.ts');
      process.exitCode = await runSettingsValidate(file, options);
    }),
    [
      [
        'in a pipeline, with no AWS account',
        'connect-guard settings validate settings.json --account 111122223333 --region ap-northeast-1',
      ],
      ['is everybody there whom it names?', 'connect-guard settings validate settings.json'],
    ],
  ).addHelpText(
    'after',
    '\nExit codes: 0 it would be taken, 1 somebody whom it names is not there, 2 it would not.',
  );

const put = (): Command =>
  examples(
    withAwsOptions(
      describe(
        new Command('put'),
        'check a settings document, show what changes, store it',
        'This is its only writer: a deployment never overwrites it. For several accounts or regions it is checked in all of them before anything is stored, and ${account}, ${region} and ${partition} in it stand for those of each.',
      )
        .argument('<file>', 'the settings as JSON; - reads standard input')
        .option('--dry-run', 'store nothing: only say what would change')
        .option('--json', 'print what changes as JSON')
        .optionsGroup('In several accounts and regions:')
        .option('--accounts <list>', 'organization, or account ids with commas between')
        .option('--role <name>', 'the role to assume in other accounts')
        .option('--regions <list>', 'all, or names with commas between')
        .option('--partial', 'store it where all is in order, although it is not everywhere'),
    ).action(async (file, options) => {
      if (options.accounts !== undefined || options.regions !== undefined) {
        const { runSettingsPutEverywhere } = await import('../account/settings-everywhere.ts');
        process.exitCode = await runSettingsPutEverywhere(file, options);
        return;
      }
      const { runSettingsPut } = await import('../account/settings.ts');
      process.exitCode = await runSettingsPut(file, options);
    }),
    [
      [
        'name the administrators, then let the guard write',
        'connect-guard settings put settings.json',
      ],
      [
        'what would change in every account of the organization?',
        'connect-guard settings put settings.json --accounts organization --role SettingsWriter --regions eu-central-1,us-east-1 --dry-run',
      ],
      [
        'against the embedded AWS',
        'connect-guard settings put settings.json --endpoint-url http://127.0.0.1:4566',
      ],
    ],
  ).addHelpText(
    'after',
    '\nExit codes: 0 stored, or nothing changes; 2 the document is wrong: nothing was stored. In several accounts and regions also 1 somebody whom it names is not there in some, 3 some could not be reached or written.',
  );

const show = (): Command =>
  examples(
    withAwsOptions(
      describe(new Command('show'), 'print the settings in force, as they were stored'),
    ).action(async (options) => {
      const { runSettingsShow } = await import('../account/settings.ts');
      process.exitCode = await runSettingsShow(options);
    }),
    [['edit and put back', 'connect-guard settings show > settings.json']],
  );
