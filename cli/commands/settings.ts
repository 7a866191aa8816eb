import { Command } from 'commander';
import { withAwsOptions } from '../aws-options.ts';
import { describe, examples, group } from '../help.ts';

/** `connect-guard settings put` and `show` */
export const settings = (): Command =>
  group('settings', 'who may reach which bucket, and what the guard may do by itself', [
    put(),
    show(),
  ]);

const put = (): Command =>
  examples(
    withAwsOptions(
      describe(
        new Command('put'),
        'check a settings document, show what changes, store it',
        'This is its only writer: a deployment never overwrites it.',
      ).argument('<file>', 'the settings as JSON; - reads standard input'),
    ).action(async (file, options) => {
      const { runSettingsPut } = await import('../account/settings.ts');
      process.exitCode = await runSettingsPut(file, options);
    }),
    [
      [
        'name the administrators, then let the guard write',
        'connect-guard settings put settings.json',
      ],
      [
        'against the embedded AWS',
        'connect-guard settings put settings.json --endpoint-url http://127.0.0.1:4566',
      ],
    ],
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
