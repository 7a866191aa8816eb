import type { RemediationConfiguration } from '@aws-sdk/client-config-service';
import { AwsError } from '../../service.ts';
import type { Scope, World } from '../../world.ts';
import { configState } from './state.ts';

const invalid = (message: string): AwsError =>
  new AwsError('InvalidParameterValueException', message);

/**
 * Gives a rule its remediation, or another one.
 * @throws AwsError `NoSuchConfigRuleException`, `InvalidParameterValueException`.
 */
export function putRemediation(
  world: World,
  scope: Scope,
  configuration: RemediationConfiguration,
): RemediationConfiguration {
  const { rules, remediations } = configState(world, scope);
  const { ConfigRuleName: rule = '', Parameters: parameters = {} } = configuration;
  const { MaximumAutomaticAttempts: attempts = 5, RetryAttemptSeconds: seconds = 60 } =
    configuration;
  const stored = rules.get(rule);
  if (stored === undefined) {
    throw new AwsError('NoSuchConfigRuleException', `There is no rule ${rule}.`);
  }
  if (configuration.TargetType !== 'SSM_DOCUMENT') {
    throw invalid(`TargetType ${String(configuration.TargetType)} is not SSM_DOCUMENT.`);
  }
  if (attempts < 1 || attempts > 25) throw invalid('MaximumAutomaticAttempts takes 1 to 25.');
  if (seconds < 1 || seconds > 2_678_000) throw invalid('RetryAttemptSeconds takes 1 to 2678000.');
  if (Object.keys(parameters).length > 25) throw invalid('A remediation takes 25 parameters.');
  if (configuration.Automatic === true && !parameters.AutomationAssumeRole?.StaticValue) {
    throw invalid('An automatic remediation needs the static parameter AutomationAssumeRole.');
  }
  for (const [name, { ResourceValue, StaticValue }] of Object.entries(parameters)) {
    const dynamic = ResourceValue?.Value;
    if (dynamic !== undefined && dynamic !== 'RESOURCE_ID') {
      throw invalid(`Parameter ${name}: ResourceValue takes RESOURCE_ID only.`);
    }
    if ((dynamic === undefined) === (StaticValue === undefined)) {
      throw invalid(`Parameter ${name} takes a ResourceValue or a StaticValue.`);
    }
  }
  const kept = {
    ...configuration,
    MaximumAutomaticAttempts: attempts,
    RetryAttemptSeconds: seconds,
    Arn: `arn:${scope.partition}:config:${scope.region}:${scope.account}:remediation-configuration/${rule}/${stored.id}`,
  };
  remediations.set(rule, kept);
  return kept;
}
