import { parseArgs } from 'node:util';
import { asking } from './access.ts';
import { startAccount } from './account.ts';
import { casesOf, nameOf, runCase } from './cases.ts';
import { situationOf, starts } from './starts.ts';

/**
 * `npm run faults -- [--json] [--only TEXT]`: every fault at every call of remediate and restore.
 * Ends with 1 when a case leaves something that is not right.
 */
const { values } = parseArgs({
  options: { json: { type: 'boolean' }, only: { type: 'string', default: '' } },
});
const account = await startAccount();
const ask = asking(account);
const failures: { readonly case: string; readonly problems: readonly string[] }[] = [];
const begun = performance.now();
let count = 0;
for (const operation of ['remediate', 'restore'] as const) {
  for (const start of starts) {
    const situation = await situationOf(account, operation, start);
    const cases = casesOf(situation).filter((each) => nameOf(each).includes(values.only));
    const known = failures.length;
    for (const each of cases) {
      const problems = await runCase(account, ask, each);
      if (problems.length > 0) failures.push({ case: nameOf(each), problems });
    }
    count += cases.length;
    const seconds = ((performance.now() - begun) / 1000).toFixed(0);
    console.error(
      `${operation}, ${start.name}: ${situation.calls.length} calls, ${cases.length} cases, ${failures.length - known} failures (${seconds} s)`,
    );
  }
}
await account.aws.close();
if (values.json) console.log(JSON.stringify({ cases: count, failures }, null, 2));
else {
  for (const failure of failures) {
    console.log([failure.case, ...failure.problems.map((problem) => `  ${problem}`)].join('\n'));
  }
  console.log(`${count} cases, ${failures.length} failures`);
}
process.exitCode = failures.length > 0 ? 1 : 0;
