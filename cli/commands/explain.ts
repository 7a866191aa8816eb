import { Command } from 'commander';
import { describe, examples } from '../help.ts';

/** `connect-guard explain` */
export const explain = (): Command =>
  examples(
    describe(
      new Command('explain'),
      'explain a rule: what it judges, why, what it reads and how to put it right',
    )
      .argument('<rule>', 'its id, as connect-guard rules lists it')
      .option('--json', 'print it as JSON')
      .action(async (id, options) => {
        const { runExplain } = await import('../offline/explain.ts');
        process.exitCode = runExplain(id, options);
      }),
    [['why is this bucket red?', 'connect-guard explain bucket-policy-least-privilege']],
  );
