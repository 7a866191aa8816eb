import { fuzzCheck } from './check-fuzz.ts';
import { fuzzCompare, type Tally } from './compare-fuzz.ts';

/**
 * `npm run fuzz [-- PAIRS [SEED]]`: random policies, half of them compared in pairs, half of them
 * checked, against brute force. Prints every contradiction and then fails.
 */
const [pairs = 200_000, seed = 1] = process.argv.slice(2).map(Number);
const BATCH = 500;

const totals = new Map<string, number>();
let wrong = 0;

function report({ relations, mismatches }: Tally): void {
  for (const [answer, count] of Object.entries(relations)) {
    totals.set(answer, (totals.get(answer) ?? 0) + count);
  }
  wrong += mismatches.length;
  for (const mismatch of mismatches) console.log(mismatch);
}

for (let done = 0, batch = seed; done < pairs; done += 2 * BATCH, batch++) {
  const count = Math.min(BATCH, Math.ceil((pairs - done) / 2));
  report(fuzzCompare(batch, count, 100));
  report(fuzzCheck(batch, count, 100));
  if (process.stderr.isTTY) process.stderr.write(`\r${done + 2 * count} of ${pairs}`);
}
console.log(Object.fromEntries([...totals].sort(([a], [b]) => (a < b ? -1 : 1))));
console.log(`${pairs} pairs from seed ${seed}, ${wrong} mismatches`);
process.exitCode = wrong === 0 ? 0 : 1;
