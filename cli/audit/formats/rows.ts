import type { AuditedPlace, AuditFinding, AuditReport } from '#shared/usecases/audit/report.ts';

/** A finding, and where it was made. */
export interface Row {
  readonly place: AuditedPlace;
  readonly finding: AuditFinding;
}

export const rowsOf = ({ places }: AuditReport): readonly Row[] =>
  places.flatMap((place) => place.findings.map((finding) => ({ place, finding })));

/** The same for the same rule and resource in every audit. */
export const nameOf = ({ place, finding }: Row): string =>
  [place.account, place.region, finding.rule, finding.resourceType, finding.resourceId].join('/');

/** The ARN of what was judged, as far as it is known; else its id. */
export const resourceArn = ({ place, finding }: Row): string => {
  const { resourceType, resourceId } = finding;
  const { partition, account } = place;
  const known = place.resources.find(({ type, id }) => type === resourceType && id === resourceId);
  if (known?.arn !== undefined) return known.arn;
  if (resourceType === 'AWS::S3::Bucket') return `arn:${partition}:s3:::${resourceId}`;
  return resourceType === 'AWS::::Account' ? `AWS::::Account:${account}` : resourceId;
};

/** "Could not look" must never read as "is fine". */
export const reasonOf = ({ verdict, because }: AuditFinding): string =>
  verdict === 'INDETERMINATE' ? `Cannot tell: ${because}` : because;
