import { CfnCondition, Fn } from 'aws-cdk-lib';
import { CfnConformancePack } from 'aws-cdk-lib/aws-config';
import { configRuleName } from '#shared/connect/deployment.ts';
import { ruleTriggers } from './config-rule.ts';
import type { Evaluator } from './evaluators.ts';
import type { Parts } from './parts.ts';

/**
 * The rules once more as a conformance pack, for who looks at AWS Config alone: one score for each
 * account and region, and for the organization. It remediates nothing, the rules of the stack do;
 * each resource is judged by both, by the same functions, which know a rule by its parameter.
 * @see https://docs.aws.amazon.com/config/latest/developerguide/conformance-packs.html
 */
export function conformancePack(parts: Parts, evaluators: readonly Evaluator[]): void {
  const { stack, parameters } = parts;
  const rules = evaluators.flatMap(({ rules: own, lambda }) =>
    own.map(({ id, title, severity, resourceTypes }) => ({
      Type: 'AWS::Config::ConfigRule',
      Properties: {
        ConfigRuleName: configRuleName(id),
        Description: `${title} (${severity})`,
        InputParameters: { rule: id },
        Scope: { ComplianceResourceTypes: resourceTypes },
        Source: {
          Owner: 'CUSTOM_LAMBDA',
          SourceIdentifier: lambda.attrArn,
          SourceDetails: ruleTriggers.map(({ eventSource, messageType, ...more }) => ({
            EventSource: eventSource,
            MessageType: messageType,
            ...('maximumExecutionFrequency' in more && {
              MaximumExecutionFrequency: more.maximumExecutionFrequency,
            }),
          })),
        },
      },
    })),
  );
  const pack = new CfnConformancePack(stack, 'RulesAsPack', {
    conformancePackName: 'connect-storage-guard',
    templateBody: stack.toJsonString({
      Resources: Object.fromEntries(rules.map((rule, index) => [`Rule${index + 1}`, rule])),
    }),
  });
  for (const { permission } of evaluators) pack.addResourceDependency(permission);
  pack.cfnOptions.condition = new CfnCondition(stack, 'ConformancePackIsOn', {
    expression: Fn.conditionEquals(parameters.conformancePack.valueAsString, 'On'),
  });
}
