import { asffFinding } from '#shared/findings/asff.ts';
import type { AuditReport } from '#shared/usecases/audit/report.ts';
import { type Row, resourceArn, rowsOf } from './rows.ts';

/**
 * A list for `aws securityhub batch-import-findings`, which takes 100 at a time. What does not apply
 * is left out.
 * @see https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_AwsSecurityFinding.html
 */
export const asff = (report: AuditReport): string => {
  const rows = rowsOf(report).filter(({ finding }) => finding.verdict !== 'NOT_APPLICABLE');
  return `${JSON.stringify(
    rows.map((row) => findingOf(row, report.takenAt)),
    null,
    2,
  )}\n`;
};

const findingOf = (row: Row, takenAt: string) => {
  const { place, finding } = row;
  const { rule: id, title, severity, remediation, sources } = finding;
  return asffFinding(
    {
      ...finding,
      place,
      rule: { id, title, severity, remediation, sources },
      resourceArn: resourceArn(row),
    },
    { createdAt: takenAt, updatedAt: takenAt },
  );
};
