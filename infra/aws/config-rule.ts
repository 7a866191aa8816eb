import { CfnConfigRule } from 'aws-cdk-lib/aws-config';
import { configRuleName } from '#shared/connect/deployment.ts';
import { bucketRules } from '#shared/rules/registry.ts';
import type { AutomationDocument } from './automation-document.ts';
import type { Evaluator } from './evaluator.ts';
import type { Parts } from './parts.ts';
import { remediation } from './remediation.ts';

const messages = [
  { messageType: 'ConfigurationItemChangeNotification' },
  { messageType: 'OversizedConfigurationItemChangeNotification' },
  { messageType: 'ScheduledNotification', maximumExecutionFrequency: 'TwentyFour_Hours' },
];

/**
 * The AWS Config rule of each of our rules about buckets: evaluated on every change, also when
 * the configuration item is oversized, and once a day. What a rule finds is remediated by the
 * document when the rule says that it can be.
 */
export function configRules(
  parts: Parts,
  { lambda, permission }: Evaluator,
  document: AutomationDocument,
): void {
  for (const { id, title, severity, resourceTypes, remediable } of bucketRules) {
    const logicalId = `Rule${inPascalCase(id)}`;
    const rule = new CfnConfigRule(parts.stack, logicalId, {
      configRuleName: configRuleName(id),
      description: `${title} (${severity})`,
      scope: { complianceResourceTypes: [...resourceTypes] },
      source: {
        owner: 'CUSTOM_LAMBDA',
        sourceIdentifier: lambda.attrArn,
        sourceDetails: messages.map((message) => ({ eventSource: 'aws.config', ...message })),
      },
      inputParameters: { rule: id },
    });
    rule.addResourceDependency(permission);
    if (remediable) remediation(parts, `${logicalId}Remediation`, rule, document);
  }
}

/** Logical ids take letters and digits only. */
const inPascalCase = (ruleId: string): string =>
  ruleId.replace(/(?:^|-)([a-z0-9])/g, (_, first: string) => first.toUpperCase());
