import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { moved } from './compare.ts';
import { type Bench, besideReference, type Figures } from './figures.ts';
import { machine, reference } from './machine.ts';
import { sections } from './sections.ts';
import { benchTable, movedTable } from './table.ts';

/** `npm run bench [-- [--only SECTION]… [--compare] [--json]]`. */
const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: Object.keys(sections) },
    compare: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const unit = reference();
const done: Record<string, Figures> = {};
for (const name of values.only) {
  const section = sections[name];
  if (!section) {
    console.error(`${name} is no section. There are: ${Object.keys(sections).join(', ')}.`);
    process.exit(2);
  }
  process.stderr.write(`${name} … `);
  const begun = performance.now();
  done[name] = besideReference(await section(), unit);
  process.stderr.write(`${((performance.now() - begun) / 1000).toFixed(0)} s\n`);
}
const bench: Bench = { machine: machine(), reference: unit, sections: done };
console.log(values.json ? JSON.stringify(bench, undefined, 2) : benchTable(bench));
if (values.compare) {
  const baseline: Bench = JSON.parse(
    await readFile(new URL('baseline.json', import.meta.url), 'utf8'),
  );
  const text = movedTable(moved(baseline, bench));
  if (values.json) process.stderr.write(`${text}\n`);
  else console.log(`\n${text}`);
}
