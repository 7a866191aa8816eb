import type { Change } from '#shared/settings/difference.ts';
import { adviceOn } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { colour, print, printJson, say } from '../terminal.ts';
import { printTable } from './print-table.ts';
import { announcement } from './settings.ts';

/** What became of the settings of one account and region. */
export interface Row {
  readonly account: string;
  readonly region: string;
  /** `lacking`: somebody whom the document names is not there, and nothing was stored. */
  readonly result: 'stored' | 'unchanged' | 'would change' | 'lacking' | 'failed';
  readonly changes: readonly Change[];
  readonly warnings: readonly string[];
  /** Why it failed, or what else is to be known. */
  readonly why?: string;
}

const shades: Readonly<Record<Row['result'], (text: string) => string>> = {
  stored: colour.green,
  unchanged: colour.dim,
  'would change': colour.yellow,
  lacking: colour.red,
  failed: colour.red,
};

interface Telling {
  readonly json?: boolean;
  readonly dryRun?: boolean;
  readonly partial?: boolean;
  /** Everywhere. */
  readonly inOrder: boolean;
}

/** Each place in a row, then how many of each and what was stored. */
export function tellRows(rows: readonly Row[], { json, dryRun, partial, inOrder }: Telling): void {
  if (json) printJson(rows);
  else {
    printTable(['account', 'region', 'settings', 'what'], rows.map(cellsOf));
    if (dryRun) for (const row of rows) printDifference(row);
  }
  const counted = Map.groupBy(rows, ({ result }) => result);
  say([...counted].map(([result, { length }]) => `${length} ${result}`).join(', '));
  if (dryRun) say('Nothing was stored: that was a dry run.');
  else if (!inOrder && partial) say('Where it is not in order nothing was stored.');
  else if (!inOrder) {
    say(
      'Nothing was stored, for it is not in order everywhere. Put that right, or store it where it is in order with --partial.',
    );
  }
}

function printDifference({ account, region, changes }: Row): void {
  if (changes.length === 0) return;
  print(`\n${colour.bold(`${account} ${region}`)}`);
  for (const change of changes) print(announcement(change));
}

const cellsOf = ({ account, region, result, changes, warnings, why = '' }: Row) => [
  account,
  region,
  shades[result](result),
  [...warnings, why, adviceOn(why)].filter(Boolean).join('; ') ||
    changes.map(({ path }) => path).join(', '),
];

/** The worst that became of any. */
export function exitCodeOf(rows: readonly Row[]): ExitCode {
  if (rows.some(({ result }) => result === 'failed')) return exitCodes.failed;
  return rows.some(({ result }) => result === 'lacking') ? exitCodes.fails : exitCodes.ok;
}
