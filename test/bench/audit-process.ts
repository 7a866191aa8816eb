import { createProgram } from '#cli/program.ts';

/** Audits and tells, as the last line of standard error, how much memory that took at most. */
await createProgram().parseAsync(['audit', '--rate', '1000', ...process.argv.slice(2)], {
  from: 'user',
});
const { maxRSS } = process.resourceUsage();
process.stderr.write(`${JSON.stringify({ kilobytes: maxRSS })}\n`);
