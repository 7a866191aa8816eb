import type { ConfigRule } from '@aws-sdk/client-config-service';
import { AwsError } from '../../service.ts';

const invalid = (message: string): AwsError =>
  new AwsError('InvalidParameterValueException', message);

const messageTypes = new Set([
  'ConfigurationItemChangeNotification',
  'OversizedConfigurationItemChangeNotification',
  'ScheduledNotification',
]);

/**
 * A custom Lambda rule that AWS Config would take.
 * @throws AwsError `InvalidParameterValueException`; also for managed and policy rules, which the
 * embedded AWS has none of.
 */
export function checkedRule(rule: ConfigRule | undefined): ConfigRule & { ConfigRuleName: string } {
  const name = rule?.ConfigRuleName;
  if (rule === undefined || name === undefined || name === '' || name.length > 128) {
    throw invalid('The ConfigRuleName must have 1 to 128 characters.');
  }
  const { Source: source, InputParameters: parameters = '{}' } = rule;
  if (source?.Owner !== 'CUSTOM_LAMBDA') {
    throw invalid(`The embedded AWS runs CUSTOM_LAMBDA rules only, not ${String(source?.Owner)}.`);
  }
  if (!/^arn:[^:]+:lambda:/.test(source.SourceIdentifier ?? '')) {
    throw invalid('The SourceIdentifier must be the ARN of a Lambda function.');
  }
  if (rule.Scope?.TagKey !== undefined || rule.Scope?.TagValue !== undefined) {
    throw invalid('The embedded AWS has no rules with a scope of tags.');
  }
  if (parameters.length > 1024) throw invalid('InputParameters is over 1024 characters.');
  if (!isJsonObject(parameters)) throw invalid('InputParameters is not a JSON object.');
  const details = source.SourceDetails ?? [];
  if (details.length === 0 || details.length > 25) throw invalid('SourceDetails takes 1 to 25.');
  for (const {
    EventSource: from,
    MessageType: type,
    MaximumExecutionFrequency: every,
  } of details) {
    if (from !== 'aws.config') throw invalid(`EventSource ${String(from)} is not aws.config.`);
    if (!messageTypes.has(type ?? '')) throw invalid(`MessageType ${String(type)} is unknown.`);
    if (every !== undefined && type !== 'ScheduledNotification') {
      throw invalid('MaximumExecutionFrequency goes with ScheduledNotification only.');
    }
  }
  return { ...rule, ConfigRuleName: name };
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
