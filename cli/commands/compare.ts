import { Command } from 'commander';
import { describe, examples } from '../help.ts';

/** `connect-guard compare` */
export const compare = (): Command =>
  examples(
    describe(
      new Command('compare'),
      'say how two policies differ in meaning',
      'Compares over all requests that they allow, with a request for each direction that differs.',
    )
      .argument('[a]', 'a policy; - reads standard input')
      .argument('[b]', 'another of the same kind (both of a resource, or both of an identity)')
      .option('--batch', 'compare JSON lines {"id","a","b"} from standard input')
      .option('--json', 'print the relation as JSON')
      .action(async (a, b, options) => {
        const { runCompare } = await import('../offline/compare.ts');
        process.exitCode = await runCompare({ a, b, ...options });
      }),
    [
      [
        'does the new policy allow more than the old one?',
        'connect-guard compare new.json old.json',
      ],
    ],
  ).addHelpText(
    'after',
    '\nThe relation is equal, more, less, incomparable or undecided: A against B.\nExit codes: 0 answered, 2 bad input, 4 undecided.',
  );
