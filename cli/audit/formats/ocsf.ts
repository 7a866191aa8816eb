import type { Severity } from '#shared/rules/rule.ts';
import type { AuditFinding, AuditReport } from '#shared/usecases/audit/report.ts';
import { nameOf, type Row, reasonOf, resourceArn, rowsOf } from './rows.ts';

/** Compliance Finding, of the category Findings. */
const classUid = 2003;
const categoryUid = 2;
/** An event of a class is named by both: `class_uid * 100 + activity_id`. */
const create = 1;

const severities: Readonly<Record<Severity, readonly [id: number, caption: string]>> = {
  low: [2, 'Low'],
  medium: [3, 'Medium'],
  high: [4, 'High'],
  critical: [5, 'Critical'],
};

const statuses: Readonly<Record<AuditFinding['verdict'], readonly [id: number, caption: string]>> =
  {
    COMPLIANT: [1, 'Pass'],
    INDETERMINATE: [2, 'Warning'],
    NON_COMPLIANT: [3, 'Fail'],
    NOT_APPLICABLE: [99, 'Not applicable'],
  };

/**
 * A list of events of the class Compliance Finding, with the profile `cloud`.
 * @see https://schema.ocsf.io/1.3.0/classes/compliance_finding
 */
export const ocsf = (report: AuditReport): string =>
  `${JSON.stringify(
    rowsOf(report).map((row) => eventOf(row, report)),
    null,
    2,
  )}\n`;

function eventOf(row: Row, { takenAt, guardVersion }: AuditReport) {
  const { place, finding } = row;
  const { rule, title, severity, verdict, resourceType, resourceName, sources } = finding;
  const time = Date.parse(takenAt);
  const [severityId, severityCaption] =
    verdict === 'COMPLIANT' ? ([1, 'Informational'] as const) : severities[severity];
  const [statusId, status] = statuses[verdict];
  return {
    activity_id: create,
    activity_name: 'Create',
    category_uid: categoryUid,
    category_name: 'Findings',
    class_uid: classUid,
    class_name: 'Compliance Finding',
    type_uid: classUid * 100 + create,
    type_name: 'Compliance Finding: Create',
    time,
    severity_id: severityId,
    severity: severityCaption,
    status_id: 1,
    status: 'New',
    message: reasonOf(finding),
    metadata: {
      version: '1.3.0',
      profiles: ['cloud'],
      product: {
        name: 'Connect Storage Guard',
        vendor_name: 'Connect Storage Guard',
        version: guardVersion,
      },
    },
    cloud: {
      provider: 'AWS',
      region: place.region,
      account: { uid: place.account, type: 'AWS Account', type_id: 10 },
    },
    finding_info: {
      uid: nameOf(row),
      title,
      desc: reasonOf(finding),
      created_time: time,
      analytic: { name: rule, uid: rule, type: 'Rule', type_id: 1 },
    },
    compliance: {
      control: rule,
      standards: ['Amazon Connect storage, least privilege'],
      status_id: statusId,
      status,
      status_detail: reasonOf(finding),
    },
    remediation: { desc: finding.remediation, references: sources },
    resources: [
      {
        uid: resourceArn(row),
        name: resourceName,
        type: resourceType,
        region: place.region,
        cloud_partition: place.partition,
      },
    ],
  };
}
