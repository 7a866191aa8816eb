import { createHash } from 'node:crypto';
import type { Severity } from '#shared/rules/rule.ts';
import { inOrder, severities } from '#shared/usecases/audit/order.ts';
import type {
  AuditedInstance,
  AuditedPlace,
  AuditFinding,
  AuditReport,
} from '#shared/usecases/audit/report.ts';

/** A finding, the place that it was made in and where it stands on the page. */
export interface Shown extends AuditFinding {
  readonly place: AuditedPlace;
  /** The same in every report, so that a link to it stays right. */
  readonly anchor: string;
}

/** A rule, with all that it found. */
export interface ShownRule
  extends Pick<AuditFinding, 'rule' | 'title' | 'severity' | 'kind' | 'remediation' | 'sources'> {
  readonly findings: readonly Shown[];
}

export interface Model {
  readonly report: AuditReport;
  readonly findings: readonly Shown[];
  /** The most severe first. */
  readonly rules: readonly ShownRule[];
  /** Whether a reader has to be told which account and region something is in. */
  readonly severalPlaces: boolean;
}

/** What the page shows, put in order. */
export function modelOf(report: AuditReport): Model {
  const findings = report.places.flatMap((place) =>
    place.findings.map((finding) => ({ ...finding, place, anchor: anchorOf(place, finding) })),
  );
  const rules = [...Map.groupBy(findings, ({ rule }) => rule).values()].flatMap((all) => {
    const [first] = all;
    return first ? [{ ...first, findings: inOrder(all) }] : [];
  });
  return {
    report,
    findings,
    rules: rules.toSorted(
      (a, b) => rank(a.severity) - rank(b.severity) || (a.rule < b.rule ? -1 : 1),
    ),
    severalPlaces: report.places.length > 1,
  };
}

const rank = (severity: Severity): number => severities.indexOf(severity);

export const violations = <F extends AuditFinding>(findings: readonly F[]): readonly F[] =>
  findings.filter(({ verdict }) => verdict === 'NON_COMPLIANT');

export const undetermined = <F extends AuditFinding>(findings: readonly F[]): readonly F[] =>
  findings.filter(({ verdict }) => verdict === 'INDETERMINATE');

/** What has an entry of its own; the rest is in a list. */
export const isOpen = ({ verdict }: AuditFinding): boolean =>
  verdict === 'NON_COMPLIANT' || verdict === 'INDETERMINATE';

/** How something stands, as a class of the style sheet: a severity only when a rule is not met. */
export type Standing = Severity | 'unknown' | 'fine' | 'none';

export const standingOf = ({ verdict, severity }: AuditFinding): Standing =>
  verdict === 'NON_COMPLIANT'
    ? severity
    : verdict === 'INDETERMINATE'
      ? 'unknown'
      : verdict === 'COMPLIANT'
        ? 'fine'
        : 'none';

/** Whether nobody knows what is there. */
export const isUnseen = ({ failed, inventory }: AuditedPlace): boolean =>
  failed !== undefined || 'unreadable' in inventory;

export const nameOf = ({ alias, id }: AuditedInstance): string => alias ?? id;

export const placeInWords = ({ account, region }: AuditedPlace): string => `${account}, ${region}`;

function anchorOf({ account, region }: AuditedPlace, finding: AuditFinding): string {
  const { rule, resourceType, resourceId } = finding;
  const name = JSON.stringify([account, region, rule, resourceType, resourceId]);
  return `finding-${createHash('sha256').update(name).digest('hex').slice(0, 12)}`;
}

/** Where the checks of a rule that are in order are listed. */
export const listAnchor = ({ rule }: Pick<AuditFinding, 'rule'>): string =>
  `list-${createHash('sha256').update(rule).digest('hex').slice(0, 12)}`;
