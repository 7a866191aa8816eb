import type { AuditedPlace, AuditFinding, AuditReport } from '#shared/usecases/audit/report.ts';
import { reasonOf } from './rows.ts';

/**
 * One suite for each account and region, one case for each rule and resource: open is a failure,
 * what could not be told is an error, what does not apply is skipped.
 * @see https://github.com/testmoapp/junitxml
 */
export function junit({ takenAt, places }: AuditReport): string {
  const all = places.flatMap(({ findings }) => findings);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="connect-guard audit" ${counts(all)}>`,
    ...places.flatMap((place) => suite(place, takenAt)),
    '</testsuites>\n',
  ].join('\n');
}

function suite({ account, region, findings }: AuditedPlace, takenAt: string): readonly string[] {
  const name = attribute(`${account} ${region}`);
  const at = attribute(takenAt.replace(/(\.\d+)?Z$/, ''));
  return [
    `  <testsuite name=${name} timestamp=${at} ${counts(findings)}>`,
    ...findings.map(testCase),
    '  </testsuite>',
  ];
}

function testCase(finding: AuditFinding): string {
  const { rule, resourceType, resourceName, verdict, severity, remediation } = finding;
  const named = `classname=${attribute(rule)} name=${attribute(`${resourceType} ${resourceName}`)}`;
  const message = `message=${attribute(reasonOf(finding))}`;
  const type = `type=${attribute(severity)}`;
  const outcome = {
    COMPLIANT: '',
    NOT_APPLICABLE: `<skipped ${message}/>`,
    NON_COMPLIANT: `<failure ${type} ${message}>${escaped(remediation)}</failure>`,
    INDETERMINATE: `<error ${type} ${message}/>`,
  }[verdict];
  return `    <testcase ${named}>${outcome}</testcase>`;
}

function counts(findings: readonly AuditFinding[]): string {
  const of = (verdict: AuditFinding['verdict']) =>
    findings.filter((finding) => finding.verdict === verdict).length;
  return `tests="${findings.length}" failures="${of('NON_COMPLIANT')}" errors="${of('INDETERMINATE')}" skipped="${of('NOT_APPLICABLE')}"`;
}

const attribute = (text: string): string => `"${escaped(text)}"`;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\t': '&#9;',
};

/** Whatever XML 1.0 does not know is left out. @see https://www.w3.org/TR/xml/#charsets */
const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/[^\t\n\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll(/[&<>"\n\t]/g, (character) => entities[character] ?? '');
