import type { AuditReport } from '#shared/usecases/audit/report.ts';

/** The whole report: stable, members are added only. */
export const json = (report: AuditReport): string => `${JSON.stringify(report, null, 2)}\n`;
