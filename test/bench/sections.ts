import type { Figures } from './figures.ts';

/** What is measured, the quick ones first. Each is loaded when it is run. */
export const sections: Readonly<Record<string, () => Promise<Figures>>> = {
  policy: async () => (await import('./policy.ts')).benchPolicy(),
  report: async () => (await import('./report.ts')).benchReport(),
  embedded: async () => (await import('./embedded.ts')).benchEmbedded(),
  inventory: async () => (await import('./inventory.ts')).benchInventory(),
  warm: async () => (await import('./warm.ts')).benchWarm(),
  impact: async () => (await import('./impact.ts')).benchImpact(),
  audit: async () => (await import('./audit.ts')).benchAudit(),
  ledger: async () => (await import('./ledger.ts')).benchLedger(),
  drift: async () => (await import('./drift.ts')).benchDrift(),
  cost: async () => (await import('./cost.ts')).benchCost(),
  cold: async () => (await import('./cold.ts')).benchCold(),
};
