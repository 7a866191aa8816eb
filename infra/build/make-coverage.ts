import { readdir, readFile, writeFile } from 'node:fs/promises';
import { type StorageType, storageResourceTypes } from '#shared/connect/storage-types.ts';
import { rules } from '#shared/rules/registry.ts';
import type { AnyRule } from '#shared/rules/rule.ts';
import { type ProcedureStep, procedureSteps } from './procedure-coverage.ts';

const TARGET = new URL('../../docs/coverage.md', import.meta.url);
const CASES = new URL('../../test/cases/misconfigurations/', import.meta.url);

const titles: Readonly<Record<ProcedureStep['procedure'], string>> = {
  A: 'Lock the bucket to Connect and its administrators',
  B: 'An IAM policy for the administrator of one instance',
  C: 'Customer-managed keys from Connect through Kinesis and Firehose into S3',
};

/** What `docs/coverage.md` has to say: which rule judges what, and which test shows what. */
export async function coverageText(): Promise<string> {
  return [
    '# Coverage',
    'Written by `npm run registry`; change nothing by hand.',
    '## Rules by storage type',
    "● judged: for this type's own place, key or stream. ○ judged for the whole instance, whatever it stores. The last column counts the labelled misconfigurations, each with a compliant twin, that the whole pipeline judges.",
    table(await typeRows()),
    Object.keys(storageResourceTypes)
      .map((type, index) => `${index + 1}. \`${type}\``)
      .join('\n'),
    ...(['A', 'B', 'C'] as const).flatMap((procedure) => [
      `## Procedure ${procedure}: ${titles[procedure]}`,
      table(procedureRows(procedure)),
    ]),
    'What stands under "inferred calls" is what a step of the console is believed to call: nobody has confirmed it.',
  ].join('\n\n');
}

async function typeRows(): Promise<readonly (readonly string[])[]> {
  const types = Object.entries(storageResourceTypes);
  const counts = await caseCounts();
  return [
    ['rule', ...types.map((_, index) => String(index + 1)), 'cases'],
    ...rules.map((rule) => [
      `\`${rule.id}\``,
      ...types.map(([type, kinds]) => mark(rule, type, kinds)),
      String(counts.get(rule.id) ?? 0),
    ]),
  ];
}

/** Which storage a rule of each kind follows. Whether streams can be used their own rules judge. */
function mark({ id, kind }: AnyRule, type: string, kinds: readonly StorageType[]): string {
  const inBucket = kinds.includes('S3');
  const stored = inBucket || kinds.includes('KINESIS_VIDEO_STREAM');
  const inStream = kinds.includes('KINESIS_STREAM') || kinds.includes('KINESIS_FIREHOSE');
  switch (kind) {
    case 'bucket':
      if (id === 'bucket-cors-limited-to-instance') return type === 'ATTACHMENTS' ? '●' : '';
      return inBucket ? '●' : '';
    case 'stream':
      return inStream ? '●' : '';
    case 'key':
      return stored || id !== 'key-usable-by-connect' ? '●' : '';
    case 'instance':
      if (id === 'instance-flow-logs-enabled') return '○';
      return stored || id === 'instance-storage-owned' ? '●' : '';
    case 'administrator':
      return '○';
  }
}

async function caseCounts(): Promise<ReadonlyMap<string, number>> {
  const files = (await readdir(CASES)).filter((file) => file !== 'worlds.json');
  const counts = files.map(async (file) => {
    const all: unknown = JSON.parse(await readFile(new URL(file, CASES), 'utf8'));
    return [file.replace('.json', ''), Array.isArray(all) ? all.length : 0] as const;
  });
  return new Map(await Promise.all(counts));
}

const procedureRows = (procedure: ProcedureStep['procedure']): readonly (readonly string[])[] => [
  ['sentence', 'inferred calls', 'shown by'],
  ...procedureSteps
    .filter((step) => step.procedure === procedure)
    .map(({ sentence, inferred = '', file, test }) => [sentence, inferred, `\`${file}\`: ${test}`]),
];

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(3, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[], fill: string) =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width, fill)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head, ' '), line([], '-'), ...body.map((row) => line(row, ' '))].join('\n');
}

if (import.meta.main) await writeFile(TARGET, `${await coverageText()}\n`);
