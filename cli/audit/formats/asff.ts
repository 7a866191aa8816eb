import type { Severity } from '#shared/rules/rule.ts';
import type { AuditFinding, AuditReport } from '#shared/usecases/audit/report.ts';
import { cut, nameOf, type Row, reasonOf, resourceArn, rowsOf } from './rows.ts';

const labels: Readonly<Record<Severity, string>> = {
  critical: 'CRITICAL',
  high: 'HIGH',
  medium: 'MEDIUM',
  low: 'LOW',
};

const statuses: Readonly<Record<AuditFinding['verdict'], string>> = {
  COMPLIANT: 'PASSED',
  NON_COMPLIANT: 'FAILED',
  INDETERMINATE: 'WARNING',
  NOT_APPLICABLE: 'NOT_AVAILABLE',
};

/** Security Hub's names; the others are `Other` there. */
const types: Readonly<Record<string, string>> = {
  'AWS::S3::Bucket': 'AwsS3Bucket',
  'AWS::KMS::Key': 'AwsKmsKey',
  'AWS::Kinesis::Stream': 'AwsKinesisStream',
  'AWS::IAM::Role': 'AwsIamRole',
  'AWS::IAM::User': 'AwsIamUser',
  'AWS::::Account': 'AwsAccount',
};

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

function findingOf(row: Row, takenAt: string) {
  const { place, finding } = row;
  const { partition, account, region } = place;
  const { rule, title, severity, verdict, resourceType, remediation, sources, instances } = finding;
  const label = verdict === 'COMPLIANT' ? 'INFORMATIONAL' : labels[severity];
  const classes = ['Software and Configuration Checks/AWS Security Best Practices'];
  return {
    SchemaVersion: '2018-10-08',
    Id: cut(`connect-storage-guard/${nameOf(row)}`, 512),
    ProductArn: `arn:${partition}:securityhub:${region}:${account}:product/${account}/default`,
    ProductName: 'Connect Storage Guard',
    GeneratorId: `connect-storage-guard/${rule}`,
    AwsAccountId: account,
    Region: region,
    Types: classes,
    CreatedAt: takenAt,
    UpdatedAt: takenAt,
    Severity: { Label: label, Original: severity },
    FindingProviderFields: { Severity: { Label: label, Original: severity }, Types: classes },
    Title: cut(title, 256),
    Description: cut(reasonOf(finding), 1024),
    Remediation: {
      Recommendation: { Text: cut(remediation, 512), ...(sources[0] && { Url: sources[0] }) },
    },
    ProductFields: {
      rule,
      verdict,
      // So many fit.
      instances: cut(instances.join(' '), 2048),
    },
    Resources: [
      {
        Type: types[resourceType] ?? 'Other',
        Id: resourceArn(row),
        Partition: partition,
        Region: region,
      },
    ],
    Compliance: { Status: statuses[verdict] },
    RecordState: 'ACTIVE',
  };
}
