import { Command } from 'commander';
import { withAwsOptions } from '../aws-options.ts';
import { describe, examples, group } from '../help.ts';

/** `connect-guard inventory [show]` */
export const inventory = (): Command =>
  group('inventory', 'what Amazon Connect stores where, as last discovered', []).addCommand(
    show(),
    { isDefault: true },
  );

const show = (): Command =>
  examples(
    withAwsOptions(
      describe(new Command('show'), 'list the instances, their buckets and who shares them').option(
        '--json',
        'print the inventory as it is stored',
      ),
    ).action(async (options) => {
      const { runInventoryShow } = await import('../account/inventory.ts');
      process.exitCode = await runInventoryShow(options);
    }),
    [['whose bucket is it?', 'connect-guard inventory show --json']],
  );
