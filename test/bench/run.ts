import { benchImpact, impactTable } from './impact.ts';
import { benchLedger, ledgerTable } from './ledger.ts';
import { benchPolicy, policyTable } from './policy.ts';

/** `npm run bench [-- --json]`. */
const policy = await benchPolicy();
const ledger = await benchLedger();
const impact = await benchImpact();
console.log(
  process.argv.includes('--json')
    ? JSON.stringify({ policy, ledger, impact }, undefined, 2)
    : `${policyTable(policy)}\n\n${ledgerTable(ledger)}\n\n${impactTable(impact)}`,
);
