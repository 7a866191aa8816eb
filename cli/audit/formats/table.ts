import { rules } from '#shared/rules/registry.ts';
import type { Severity, Verdict } from '#shared/rules/rule.ts';
import { isDeniedByResource } from '#shared/usecases/audit/advice.ts';
import { severities } from '#shared/usecases/audit/order.ts';
import type { AuditedPlace, AuditFinding, AuditReport } from '#shared/usecases/audit/report.ts';
import { wrap } from '../../columns.ts';
import { colour } from '../../terminal.ts';
import { reasonOf, rowsOf } from './rows.ts';

const shades: Readonly<Record<Severity, (text: string) => string>> = {
  critical: colour.red,
  high: colour.yellow,
  medium: colour.cyan,
  low: colour.dim,
};

const widest = (texts: readonly string[]): number => Math.max(...texts.map(({ length }) => length));
const severityWidth = widest(severities) + 2;
const ruleWidth = widest(rules.map(({ id }) => id)) + 2;

/**
 * A finding for people: severity, rule and resource, below them why. Of what is in order or does not
 * apply there is none.
 */
export function rowOf(
  { account, region }: Pick<AuditedPlace, 'account' | 'region'>,
  finding: AuditFinding,
  width: number,
): string | undefined {
  const { severity, rule, resourceName, verdict } = finding;
  if (verdict !== 'NON_COMPLIANT' && verdict !== 'INDETERMINATE') return undefined;
  const shade = verdict === 'NON_COMPLIANT' ? shades[severity] : colour.dim;
  const head = `${shade(severity.padEnd(severityWidth))}${rule.padEnd(ruleWidth)}${colour.bold(visible(resourceName))}  ${colour.dim(`${account} ${region}`)}`;
  const indent = ' '.repeat(severityWidth);
  const reason = wrap(visible(reasonOf(finding)), Math.max(40, width - severityWidth));
  return [head, ...reason.map((line) => indent + line)].join('\n');
}

/** What somebody else named must not steer the terminal. */
const visible = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}]/gu, '\uFFFD');

const words: readonly (readonly [Verdict, string, (text: string) => string])[] = [
  ['NON_COMPLIANT', 'open', colour.red],
  ['INDETERMINATE', 'not known', colour.yellow],
  ['COMPLIANT', 'in order', colour.green],
  ['NOT_APPLICABLE', 'not applicable', colour.dim],
];

/** How many of what, and what the audit could not see. */
export function summaryOf({ places }: AuditReport): string {
  const findings = places.flatMap((place) => place.findings);
  const counted = words.map(([verdict, word, shade]) => {
    const count = findings.filter((finding) => finding.verdict === verdict).length;
    return count === 0 ? colour.dim(`0 ${word}`) : shade(`${count} ${word}`);
  });
  return [counted.join(' · '), ...bySeverity(findings), ...places.flatMap(notesOf)].join('\n');
}

function bySeverity(findings: readonly AuditFinding[]): readonly string[] {
  const open = findings.filter(({ verdict }) => verdict === 'NON_COMPLIANT');
  const counted = severities.flatMap((severity) => {
    const count = open.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [shades[severity](`${count} ${severity}`)];
  });
  return counted.length === 0 ? [] : [`Open: ${counted.join(' · ')}`];
}

function notesOf(place: AuditedPlace): readonly string[] {
  const { account, region, failed, inventory, instances, settings, denied } = place;
  const here = `${account} ${region}:`;
  if (failed !== undefined) return [`${here} ${colour.red('not audited:')} ${visible(failed)}`];
  if (!('unreadable' in inventory) && instances.length === 0) {
    return [`${here} there is no instance of Amazon Connect.`];
  }
  const unknown = 'who administers is not known, so only what strangers can do is reported';
  return [
    ...(settings === 'none' ? [`${here} ${unknown}: there are no settings.`] : []),
    ...(typeof settings === 'object'
      ? [`${here} ${unknown}: the settings cannot be read: ${visible(settings.unreadable)}`]
      : []),
    ...denied.map(({ action, code, message }) => {
      const by = isDeniedByResource(message) ? "by a resource's own policy" : code;
      return `${here} ${colour.yellow('denied:')} ${action} ${by}`;
    }),
  ];
}

/** The rows and the summary. */
export function table(report: AuditReport, width = 100): string {
  const rows = rowsOf(report).flatMap(({ place, finding }) => rowOf(place, finding, width) ?? []);
  return `${[...rows, ...(rows.length > 0 ? [''] : []), summaryOf(report)].join('\n')}\n`;
}
