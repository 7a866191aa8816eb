import { createHash } from 'node:crypto';
import type { Evaluation } from '@aws-sdk/client-config-service';
import type { Scope, World } from '../../world.ts';
import { configState, keyOf, type ResourceKey, type StoredRule } from '../config/state.ts';
import { hubIn } from './state.ts';
import { storeFinding } from './store-finding.ts';

const types: Readonly<Record<string, string>> = {
  'AWS::S3::Bucket': 'AwsS3Bucket',
  'AWS::KMS::Key': 'AwsKmsKey',
  'AWS::Kinesis::Stream': 'AwsKinesisStream',
  'AWS::IAM::Role': 'AwsIamRole',
  'AWS::IAM::User': 'AwsIamUser',
};

/**
 * What AWS Config's integration sends when a rule has judged a resource: its name, and no reason.
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-internal-providers.html
 */
export function sendConfigFinding(
  world: World,
  scope: Scope,
  rule: StoredRule,
  key: ResourceKey,
  { ComplianceType: verdict }: Evaluation,
): void {
  const { enabledAt, takesConfig, findings } = hubIn(world, scope);
  if (!enabledAt || !takesConfig) return;
  const { partition, account, region } = scope;
  const ProductArn = `arn:${partition}:securityhub:${region}::product/aws/config`;
  const Id = `${rule.arn}/finding/${createHash('sha1').update(keyOf(key)).digest('hex')}`;
  const gone = verdict === 'NOT_APPLICABLE';
  const before = findings.get(`${ProductArn} ${Id}`);
  if (gone && !before) return;
  const now = world.clock.now().toISOString();
  storeFinding(world, scope, {
    SchemaVersion: '2018-10-08',
    Id,
    ProductArn,
    ProductName: 'Config',
    CompanyName: 'AWS',
    Region: region,
    GeneratorId: rule.arn,
    AwsAccountId: account,
    Types: ['Software and Configuration Checks'],
    CreatedAt: before?.CreatedAt ?? now,
    UpdatedAt: now,
    Severity: { Label: verdict === 'NON_COMPLIANT' ? 'MEDIUM' : 'INFORMATIONAL' },
    Title: rule.name,
    Description: `The compliance of a resource with the rule ${rule.name} has changed.`,
    ProductFields: {
      'aws/config/ConfigRuleArn': rule.arn,
      'aws/config/ConfigRuleName': rule.name,
      'aws/config/ConfigComplianceType': verdict ?? '',
    },
    Resources: [
      {
        Type: types[key.resourceType] ?? 'Other',
        Id: configState(world, scope).resources.get(keyOf(key))?.arn ?? key.resourceId,
        Partition: partition as 'aws',
        Region: region,
      },
    ],
    Compliance: { Status: verdict === 'NON_COMPLIANT' ? 'FAILED' : 'PASSED' },
    RecordState: gone ? 'ARCHIVED' : 'ACTIVE',
  });
}
