import { defined } from '../../defined.ts';
import { putRemediation } from '../../services/config/put-remediation.ts';
import { configState } from '../../services/config/state.ts';
import {
  boolean,
  listOf,
  mapOf,
  number,
  object,
  oneOf,
  type Properties,
  string,
} from '../properties.ts';
import { type ResourceContext, resourceKind } from '../resource-kind.ts';

const read = (properties: Properties) => ({
  ConfigRuleName: properties.required('ConfigRuleName', string),
  TargetType: properties.required('TargetType', oneOf('SSM_DOCUMENT')),
  TargetId: properties.required('TargetId', string),
  TargetVersion: properties.optional('TargetVersion', string),
  ResourceType: properties.optional('ResourceType', string),
  Automatic: properties.optional('Automatic', boolean),
  MaximumAutomaticAttempts: properties.optional('MaximumAutomaticAttempts', number),
  RetryAttemptSeconds: properties.optional('RetryAttemptSeconds', number),
  Parameters: properties.optional(
    'Parameters',
    mapOf(
      object((parameter) =>
        defined({
          ResourceValue: parameter.optional(
            'ResourceValue',
            object((value) => ({ Value: value.required('Value', oneOf('RESOURCE_ID')) })),
          ),
          StaticValue: parameter.optional(
            'StaticValue',
            object((value) => ({
              // CloudFormation also takes the API's spelling.
              Values: [
                ...(value.optional('Values', listOf(string)) ??
                  value.optional('Value', listOf(string)) ??
                  []),
              ],
            })),
          ),
        }),
      ),
    ),
  ),
});

const put = ({ world, scope }: ResourceContext, properties: ReturnType<typeof read>): void => {
  const { ConfigRuleName, TargetType, TargetId, ...rest } = properties;
  putRemediation(world, scope, { ConfigRuleName, TargetType, TargetId, ...defined(rest) });
};

/** `AWS::Config::RemediationConfiguration` */
export const configRemediationConfiguration = resourceKind({
  read,
  replacedBy: ['ConfigRuleName'],
  create(context, properties) {
    put(context, properties);
    return { ref: properties.ConfigRuleName, attributes: { Id: properties.ConfigRuleName } };
  },
  update(context, resource, properties) {
    put(context, properties);
    return resource;
  },
  delete({ world, scope }, { ref }) {
    configState(world, scope).remediations.delete(ref);
  },
});
