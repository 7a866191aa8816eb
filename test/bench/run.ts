import { auditTable, benchAudit } from './audit.ts';
import { benchCold, coldTable } from './cold.ts';
import { benchDrift, driftTable } from './drift.ts';
import { benchImpact, impactTable } from './impact.ts';
import { benchLedger, ledgerTable } from './ledger.ts';
import { benchPolicy, policyTable } from './policy.ts';
import { benchReport, reportTable } from './report.ts';

/** `npm run bench [-- --json]`. */
const policy = await benchPolicy();
const ledger = await benchLedger();
const drift = await benchDrift();
const impact = await benchImpact();
const audit = await benchAudit();
const report = benchReport();
const cold = await benchCold();
console.log(
  process.argv.includes('--json')
    ? JSON.stringify({ policy, ledger, drift, impact, audit, report, cold }, undefined, 2)
    : `${policyTable(policy)}\n\n${ledgerTable(ledger)}\n\n${driftTable(drift)}\n\n${impactTable(impact)}\n\n${auditTable(audit)}\n\n${reportTable(report)}\n\n${coldTable(cold)}`,
);
