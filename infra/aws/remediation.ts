import { type CfnConfigRule, CfnRemediationConfiguration } from 'aws-cdk-lib/aws-config';
import type { AutomationDocument } from './automation-document.ts';
import type { Parts } from './parts.ts';

/**
 * Has AWS Config run the document for each bucket that the rule finds non-compliant. Config's own
 * service-linked role passes the automation role to Systems Manager.
 * @see https://docs.aws.amazon.com/config/latest/APIReference/API_PutRemediationConfigurations.html
 */
export const remediation = (
  { stack, parameters }: Parts,
  id: string,
  rule: CfnConfigRule,
  { document, role }: AutomationDocument,
): CfnRemediationConfiguration =>
  new CfnRemediationConfiguration(stack, id, {
    configRuleName: rule.ref,
    resourceType: 'AWS::S3::Bucket',
    targetType: 'SSM_DOCUMENT',
    targetId: document.ref,
    automatic: true,
    maximumAutomaticAttempts: parameters.remediationAttempts.valueAsNumber,
    retryAttemptSeconds: parameters.remediationRetrySeconds.valueAsNumber,
    parameters: {
      BucketName: { ResourceValue: { Value: 'RESOURCE_ID' } },
      AutomationAssumeRole: { StaticValue: { Values: [role.attrArn] } },
    },
  });
