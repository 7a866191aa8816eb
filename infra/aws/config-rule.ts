import { Aws, type CfnCondition, Fn } from 'aws-cdk-lib';
import { CfnConfigRule } from 'aws-cdk-lib/aws-config';
import { configRuleName } from '#shared/connect/deployment.ts';
import type { AutomationDocument } from './automation-document.ts';
import type { Evaluator } from './evaluators.ts';
import { homeIsElsewhere } from './parameters.ts';
import type { Parts } from './parts.ts';
import { remediation } from './remediation.ts';

const source = 'aws.config';
const changes = [
  { eventSource: source, messageType: 'ConfigurationItemChangeNotification' },
  { eventSource: source, messageType: 'OversizedConfigurationItemChangeNotification' },
];
const daily = {
  eventSource: source,
  messageType: 'ScheduledNotification',
  maximumExecutionFrequency: 'TwentyFour_Hours',
};

/** When AWS Config asks about a resource. */
export const ruleTriggers = [...changes, daily];

/**
 * The AWS Config rule of each of our rules: evaluated on every change, also when the configuration
 * item is oversized, and once a day. Changes of IAM are the same in every region and recorded in
 * one: elsewhere the rules about them run once a day. What a rule finds is remediated by the
 * document when the rule says that it can be.
 */
export function configRules(
  parts: Parts,
  evaluators: readonly Evaluator[],
  document: AutomationDocument,
): void {
  const elsewhere = homeIsElsewhere(parts.stack, parts.parameters);
  for (const { rules, lambda, permission } of evaluators) {
    for (const { id, title, severity, resourceTypes, remediable } of rules) {
      const logicalId = `Rule${inPascalCase(id)}`;
      const onChanges = <T extends object>(value: T) =>
        resourceTypes.every(isGlobal) ? unless(elsewhere, value) : value;
      const rule = new CfnConfigRule(parts.stack, logicalId, {
        configRuleName: configRuleName(id),
        description: `${title} (${severity})`,
        scope: onChanges({ complianceResourceTypes: [...resourceTypes] }),
        source: {
          owner: 'CUSTOM_LAMBDA',
          sourceIdentifier: lambda.attrArn,
          sourceDetails: [...changes.map(onChanges), daily],
        },
        inputParameters: { rule: id },
      });
      rule.addResourceDependency(permission);
      if (remediable) remediation(parts, `${logicalId}Remediation`, rule, document);
    }
  }
}

const isGlobal = (resourceType: string): boolean => resourceType.startsWith('AWS::IAM::');

/** The properties, spelled as CloudFormation does, or nothing at all while the condition holds. */
const unless = (condition: CfnCondition, properties: object) =>
  Fn.conditionIf(
    condition.logicalId,
    Aws.NO_VALUE,
    Object.fromEntries(
      Object.entries(properties).map(([name, value]) => [
        `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
        value,
      ]),
    ),
  );

/** Logical ids take letters and digits only. */
const inPascalCase = (ruleId: string): string =>
  ruleId.replace(/(?:^|-)([a-z0-9])/g, (_, first: string) => first.toUpperCase());
