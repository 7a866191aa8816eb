import { benchPolicy, policyTable } from './policy.ts';

/** `npm run bench [-- --json]`. */
const policy = await benchPolicy();
console.log(
  process.argv.includes('--json') ? JSON.stringify({ policy }, undefined, 2) : policyTable(policy),
);
