import type { Severity, Verdict } from '#shared/rules/rule.ts';
import type { AuditFinding } from './report.ts';

/** The worst first. */
export const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low'];
const verdicts: readonly Verdict[] = [
  'NON_COMPLIANT',
  'INDETERMINATE',
  'COMPLIANT',
  'NOT_APPLICABLE',
];

/** What is open first, and of that the worst; else by rule and resource. */
export const inOrder = <F extends AuditFinding>(findings: readonly F[]): readonly F[] =>
  findings.toSorted(
    (a, b) =>
      verdicts.indexOf(a.verdict) - verdicts.indexOf(b.verdict) ||
      severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
      compare(a.rule, b.rule) ||
      compare(a.resourceName, b.resourceName) ||
      compare(a.resourceId, b.resourceId),
  );

/** Not by locale: the same report on every machine. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
