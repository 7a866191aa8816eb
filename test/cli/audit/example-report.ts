import { rules } from '#shared/rules/registry.ts';
import type { Verdict } from '#shared/rules/rule.ts';
import type { AuditedPlace, AuditFinding, AuditReport } from '#shared/usecases/audit/report.ts';

const instance =
  'arn:aws:connect:ap-northeast-1:111122223333:instance/3f0c6a52-8d41-4b7e-9a13-c5e27d90b1f4';
const verdicts: readonly Verdict[] = [
  'NON_COMPLIANT',
  'INDETERMINATE',
  'COMPLIANT',
  'NOT_APPLICABLE',
];

/** A rule's verdict on a resource of the first type that it judges. */
export const finding = (index: number, more: Partial<AuditFinding> = {}): AuditFinding => {
  const rule = rules[index % rules.length];
  if (!rule) throw new Error('there are rules');
  const { id, title, severity, kind, remediation, sources, resourceTypes } = rule;
  return {
    ...{ rule: id, title, severity, kind, remediation, sources },
    resourceType: resourceTypes[0] ?? '',
    resourceId: `resource-${index}`,
    resourceName: `resource-${index}`,
    instances: [instance],
    verdict: verdicts[index % verdicts.length] ?? 'COMPLIANT',
    because: `Because of ${index}.`,
    ...more,
  };
};

export const placeOf = (more: Partial<AuditedPlace> = {}): AuditedPlace => ({
  partition: 'aws',
  account: '111122223333',
  region: 'ap-northeast-1',
  inventory: { from: 'live', takenAt: '2026-03-01T12:00:00.000Z' },
  settings: 'in-force',
  instances: [{ arn: instance, id: instance.slice(-36), storage: [], deliveries: [] }],
  resources: [],
  findings: [],
  denied: [],
  remediations: [],
  ...more,
});

export const reportOf = (...places: readonly AuditedPlace[]): AuditReport => ({
  version: 1,
  guardVersion: '0.1.0',
  takenAt: '2026-03-01T12:00:00.000Z',
  places,
});

/** Every rule and every verdict, in two accounts, one of which could not be audited. */
export const everything: AuditReport = reportOf(
  placeOf({
    findings: Array.from({ length: rules.length * verdicts.length }, (_, n) => finding(n)),
    denied: [{ action: 's3:GetBucketPolicy', code: 'AccessDenied', message: 'no' }],
  }),
  placeOf({
    account: '444455556666',
    failed: 'sts:AssumeRole: AccessDenied: no',
    findings: [
      finding(1, { resourceType: 'AWS::::Account', resourceId: '444455556666', instances: [] }),
    ],
  }),
);
