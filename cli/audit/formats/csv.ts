import type { AuditReport } from '#shared/usecases/audit/report.ts';
import { type Row, reasonOf, resourceArn, rowsOf } from './rows.ts';

const columns: Readonly<Record<string, (row: Row) => string>> = {
  account: ({ place }) => place.account,
  region: ({ place }) => place.region,
  severity: ({ finding }) => finding.severity,
  verdict: ({ finding }) => finding.verdict,
  rule: ({ finding }) => finding.rule,
  title: ({ finding }) => finding.title,
  resourceType: ({ finding }) => finding.resourceType,
  resourceId: ({ finding }) => finding.resourceId,
  resourceName: ({ finding }) => finding.resourceName,
  resourceArn,
  instances: ({ finding }) => finding.instances.join(' '),
  because: ({ finding }) => reasonOf(finding),
  remediation: ({ finding }) => finding.remediation,
  source: ({ finding }) => finding.sources[0] ?? '',
};

/**
 * One line for each rule and resource, with a head. A spreadsheet that would take a cell for a
 * formula gets an apostrophe before it.
 * @see https://www.rfc-editor.org/rfc/rfc4180
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
export function csv(report: AuditReport): string {
  const lines = rowsOf(report).map((row) => Object.values(columns).map((cell) => cell(row)));
  return [Object.keys(columns), ...lines]
    .map((cells) => `${cells.map(quoted).join(',')}\r\n`)
    .join('');
}

const quoted = (text: string): string =>
  `"${(/^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
