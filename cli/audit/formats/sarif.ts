import { createHash } from 'node:crypto';
import type { Severity } from '#shared/rules/rule.ts';
import type { AuditedPlace, AuditFinding, AuditReport } from '#shared/usecases/audit/report.ts';
import { nameOf, type Row, reasonOf, resourceArn, rowsOf } from './rows.ts';

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
};

/** Code scanning sorts by it: critical from 9.0, high from 7.0, medium from 4.0. */
const scores: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.0',
  low: '2.0',
};

/**
 * What is open, as results that fail, and what could not be told, as open ones. What is in order is
 * left out: code scanning would show it as an alert.
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 * @see https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
export function sarif(report: AuditReport): string {
  const rows = rowsOf(report);
  const rules = [...new Map(rows.map(({ finding }) => [finding.rule, finding])).values()];
  const ids = rules.map(({ rule }) => rule);
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'connect-guard',
            semanticVersion: report.guardVersion,
            rules: rules.map(descriptor),
          },
        },
        invocations: [
          {
            executionSuccessful: report.places.every(({ failed }) => failed === undefined),
            endTimeUtc: report.takenAt,
            toolExecutionNotifications: report.places.flatMap(notifications),
          },
        ],
        results: rows
          .filter(({ finding: { verdict } }) => /^(NON_COMPLIANT|INDETERMINATE)$/.test(verdict))
          .map((row) => result(row, ids)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

const descriptor = ({ rule, title, severity, remediation, sources }: AuditFinding) => ({
  id: rule,
  shortDescription: { text: title },
  help: { text: remediation },
  ...(sources[0] !== undefined && { helpUri: sources[0] }),
  defaultConfiguration: { level: levels[severity] },
  properties: { tags: ['security', 'amazon-connect'], 'security-severity': scores[severity] },
});

function result(row: Row, ids: readonly string[]) {
  const { place, finding } = row;
  const { rule, severity, verdict, resourceType, resourceId, resourceName } = finding;
  const path = [place.account, place.region, resourceType, resourceId];
  return {
    ruleId: rule,
    ruleIndex: ids.indexOf(rule),
    ...(verdict === 'NON_COMPLIANT'
      ? { kind: 'fail', level: levels[severity] }
      : { kind: 'open', level: 'none' }),
    message: { text: `${resourceName}: ${reasonOf(finding)}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: path.map(encodeURIComponent).join('/') },
          region: { startLine: 1 },
        },
        logicalLocations: [{ fullyQualifiedName: resourceArn(row), name: resourceName }],
      },
    ],
    partialFingerprints: {
      'connectGuard/v1': createHash('sha256').update(nameOf(row)).digest('hex'),
    },
  };
}

const notifications = ({ account, region, failed, denied }: AuditedPlace) => [
  ...(failed === undefined
    ? []
    : [{ level: 'error', message: { text: `${account} ${region}: ${failed}` } }]),
  ...denied.map(({ action, code, message }) => ({
    level: 'warning',
    message: { text: `${account} ${region}: ${action} ${code}: ${message}` },
  })),
];
