import type { ConfigRule } from '@aws-sdk/client-config-service';
import { evaluateNewRule } from '../../config-engine/record.ts';
import { defined } from '../../defined.ts';
import { AwsError } from '../../service.ts';
import { configState, putRule, type StoredRule } from '../../services/config/state.ts';
import { checkedRule } from '../../services/config/valid-rule.ts';
import type { DeployedResource } from '../intrinsics.ts';
import { anyObject, listOf, object, oneOf, type Properties, string } from '../properties.ts';
import { type ResourceContext, resourceKind } from '../resource-kind.ts';

const frequency = oneOf('One_Hour', 'Three_Hours', 'Six_Hours', 'Twelve_Hours', 'TwentyFour_Hours');

const read = (properties: Properties) => ({
  ConfigRuleName: properties.optional('ConfigRuleName', string),
  Description: properties.optional('Description', string),
  InputParameters: properties.optional('InputParameters', anyObject),
  MaximumExecutionFrequency: properties.optional('MaximumExecutionFrequency', frequency),
  Scope: properties.optional(
    'Scope',
    object((scope) =>
      defined({
        ComplianceResourceTypes: scope.optional('ComplianceResourceTypes', listOf(string)),
        ComplianceResourceId: scope.optional('ComplianceResourceId', string),
      }),
    ),
  ),
  Source: properties.required(
    'Source',
    object((source) => ({
      Owner: source.required('Owner', oneOf('CUSTOM_LAMBDA')),
      SourceIdentifier: source.required('SourceIdentifier', string),
      SourceDetails: source.required(
        'SourceDetails',
        listOf(
          object((detail) =>
            defined({
              EventSource: detail.required('EventSource', oneOf('aws.config')),
              MessageType: detail.required(
                'MessageType',
                oneOf(
                  'ConfigurationItemChangeNotification',
                  'OversizedConfigurationItemChangeNotification',
                  'ScheduledNotification',
                ),
              ),
              MaximumExecutionFrequency: detail.optional('MaximumExecutionFrequency', frequency),
            }),
          ),
        ),
      ),
    })),
  ),
});

function put(
  context: ResourceContext,
  name: string,
  properties: ReturnType<typeof read>,
): StoredRule {
  const { world, scope } = context;
  const { InputParameters: parameters, Scope, Source, ...rest } = properties;
  const rule: ConfigRule = {
    ...defined(rest),
    ConfigRuleName: name,
    Source: { ...Source, SourceDetails: [...Source.SourceDetails] },
    ...(parameters === undefined ? {} : { InputParameters: JSON.stringify(parameters) }),
    ...(Scope === undefined
      ? {}
      : {
          Scope: {
            ...defined({ ComplianceResourceId: Scope.ComplianceResourceId }),
            ComplianceResourceTypes: [...(Scope.ComplianceResourceTypes ?? [])],
          },
        }),
  };
  const stored = putRule(world, scope, checkedRule(rule));
  context.afterwards(() => evaluateNewRule(world, scope, stored));
  return stored;
}

const deployed = ({ name, arn, id }: StoredRule): DeployedResource => ({
  ref: name,
  attributes: { Arn: arn, ConfigRuleId: id },
});

/** `AWS::Config::ConfigRule`, custom Lambda rules only. It is evaluated when the stack stands. */
export const configRule = resourceKind({
  read,
  replacedBy: ['ConfigRuleName'],
  create(context, properties) {
    const name = properties.ConfigRuleName ?? context.generatedName(128);
    if (configState(context.world, context.scope).rules.has(name)) {
      throw new AwsError('ResourceConflictException', `There is a rule ${name} already.`);
    }
    return deployed(put(context, name, properties));
  },
  update: (context, { ref }, properties) => deployed(put(context, ref, properties)),
  delete({ world, scope }, { ref }) {
    configState(world, scope).rules.delete(ref);
  },
});
