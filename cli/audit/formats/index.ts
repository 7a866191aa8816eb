import type { AuditReport } from '#shared/usecases/audit/report.ts';

export type Render = (report: AuditReport) => string;

/** By name; each is loaded when it is wanted. */
export const formats = {
  table: async (): Promise<Render> => (await import('./table.ts')).table,
  json: async (): Promise<Render> => (await import('./json.ts')).json,
  csv: async (): Promise<Render> => (await import('./csv.ts')).csv,
  html: async (): Promise<Render> => (await import('../../report/html/render.ts')).renderHtml,
  sarif: async (): Promise<Render> => (await import('./sarif.ts')).sarif,
  asff: async (): Promise<Render> => (await import('./asff.ts')).asff,
  ocsf: async (): Promise<Render> => (await import('./ocsf.ts')).ocsf,
  junit: async (): Promise<Render> => (await import('./junit.ts')).junit,
} as const;

export type FormatName = keyof typeof formats;
