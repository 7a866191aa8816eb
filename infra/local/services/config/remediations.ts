import type * as Config from '@aws-sdk/client-config-service';
import { remediate } from '../../config-engine/remediate.ts';
import { AwsError, type Call, type Operation } from '../../service.ts';
import { page } from './pages.ts';
import { putRemediation } from './put-remediation.ts';
import { existingRule, onRules } from './rule-access.ts';
import { configState, type ResourceKey, ruleKey } from './state.ts';

interface OfRule {
  readonly ConfigRuleName: string | undefined;
}

const onRule = onRules<OfRule>(({ ConfigRuleName: name }) => (name ? [name] : []));

const describeConfigurations: Operation<
  Config.DescribeRemediationConfigurationsRequest,
  Config.DescribeRemediationConfigurationsResponse
> = {
  access: onRules(({ ConfigRuleNames: names }) => names),
  run({ world, scope, input }) {
    const { remediations } = configState(world, scope);
    const names = input.ConfigRuleNames ?? [];
    return { RemediationConfigurations: names.flatMap((name) => remediations.get(name) ?? []) };
  },
};

const putConfigurations: Operation<
  Config.PutRemediationConfigurationsRequest,
  Config.PutRemediationConfigurationsResponse
> = {
  access: onRules(({ RemediationConfigurations: all }) =>
    (all ?? []).flatMap(({ ConfigRuleName: name }) => name ?? []),
  ),
  run({ world, scope, input }) {
    for (const configuration of input.RemediationConfigurations ?? []) {
      putRemediation(world, scope, configuration);
    }
    return { FailedBatches: [] };
  },
};

const startExecution: Operation<
  Config.StartRemediationExecutionRequest,
  Config.StartRemediationExecutionResponse
> = {
  access: onRule,
  run(call) {
    const { world, scope } = call;
    const configuration = configurationOf(call);
    for (const key of keysOf(call.input.ResourceKeys)) {
      world.events.track(remediate(world, scope, configuration, key));
    }
    return { FailedItems: [] };
  },
};

const describeExecutions: Operation<
  Config.DescribeRemediationExecutionStatusRequest,
  Config.DescribeRemediationExecutionStatusResponse
> = {
  access: onRule,
  run(call) {
    const { world, scope, input } = call;
    const { ConfigRuleName: rule = '', ResourceKeys: keys } = input;
    configurationOf(call);
    const wanted = keys?.length ? keysOf(keys).map((key) => ruleKey(rule, key)) : undefined;
    const runs = [...configState(world, scope).runs.entries()]
      .filter(([key]) => (wanted === undefined ? key.startsWith(`${rule}|`) : wanted.includes(key)))
      .map(([, { key, state, invoked, updated, error }]) => ({
        ResourceKey: asInput(key),
        State: state,
        InvocationTime: invoked,
        LastUpdatedTime: updated,
        StepDetails: error === undefined ? [] : [{ State: 'FAILED' as const, ErrorMessage: error }],
      }));
    const { items, next } = page(runs, tokenAndLimit(input), 100);
    return { RemediationExecutionStatuses: [...items], ...next };
  },
};

const putExceptions: Operation<
  Config.PutRemediationExceptionsRequest,
  Config.PutRemediationExceptionsResponse
> = {
  access: onRule,
  run(call) {
    const { world, scope, input } = call;
    const { name } = existingRule(call as never, input.ConfigRuleName ?? '');
    const { exceptions } = configState(world, scope);
    for (const key of keysOf(input.ResourceKeys)) {
      exceptions.set(ruleKey(name, key), {
        ConfigRuleName: name,
        ResourceType: key.resourceType,
        ResourceId: key.resourceId,
        ...(input.Message === undefined ? {} : { Message: input.Message }),
        ...(input.ExpirationTime === undefined ? {} : { ExpirationTime: input.ExpirationTime }),
      });
    }
    return { FailedBatches: [] };
  },
};

const describeExceptions: Operation<
  Config.DescribeRemediationExceptionsRequest,
  Config.DescribeRemediationExceptionsResponse
> = {
  access: onRule,
  run({ world, scope, input }) {
    const { ConfigRuleName: rule = '', ResourceKeys: keys } = input;
    const wanted = keys?.length ? keysOf(keys).map((key) => ruleKey(rule, key)) : undefined;
    const all = [...configState(world, scope).exceptions.entries()]
      .filter(([key]) => (wanted === undefined ? key.startsWith(`${rule}|`) : wanted.includes(key)))
      .map(([, exception]) => exception);
    const { items, next } = page(all, tokenAndLimit(input), 25);
    return { RemediationExceptions: [...items], ...next };
  },
};

const deleteExceptions: Operation<
  Config.DeleteRemediationExceptionsRequest,
  Config.DeleteRemediationExceptionsResponse
> = {
  access: onRule,
  run({ world, scope, input }) {
    const { exceptions } = configState(world, scope);
    const keys = keysOf(input.ResourceKeys).map((key) => ruleKey(input.ConfigRuleName ?? '', key));
    const missing = keys.find((key) => !exceptions.has(key));
    if (missing !== undefined) {
      const message = `There is no remediation exception for ${missing}.`;
      throw new AwsError('NoSuchRemediationExceptionException', message);
    }
    for (const key of keys) exceptions.delete(key);
    return { FailedBatches: [] };
  },
};

/** @throws AwsError `NoSuchRemediationConfigurationException` */
function configurationOf({ world, scope, input }: Call<OfRule>): Config.RemediationConfiguration {
  const found = configState(world, scope).remediations.get(input.ConfigRuleName ?? '');
  if (found !== undefined) return found;
  const message = `Rule ${String(input.ConfigRuleName)} has no remediation configuration.`;
  throw new AwsError('NoSuchRemediationConfigurationException', message);
}

interface KeyInput {
  readonly resourceType?: string | undefined;
  readonly resourceId?: string | undefined;
  readonly ResourceType?: string | undefined;
  readonly ResourceId?: string | undefined;
}

/** Executions spell the members of a key small, exceptions large. */
function keysOf(keys: readonly KeyInput[] | undefined): readonly ResourceKey[] {
  const all = (keys ?? []).map((key) => ({
    resourceType: key.resourceType ?? key.ResourceType ?? '',
    resourceId: key.resourceId ?? key.ResourceId ?? '',
  }));
  if (all.length > 100) {
    throw new AwsError('InvalidParameterValueException', 'At most 100 resource keys are taken.');
  }
  return all;
}

const asInput = ({ resourceType, resourceId }: ResourceKey): Config.ResourceKey => ({
  resourceType: resourceType as Config.ResourceType,
  resourceId,
});

const tokenAndLimit = (input: {
  readonly NextToken?: string | undefined;
  readonly Limit?: number | undefined;
}): { NextToken?: string; Limit?: number } => ({
  ...(input.NextToken === undefined ? {} : { NextToken: input.NextToken }),
  ...(input.Limit === undefined ? {} : { Limit: input.Limit }),
});

export const remediationOperations = {
  DescribeRemediationConfigurations: describeConfigurations,
  PutRemediationConfigurations: putConfigurations,
  StartRemediationExecution: startExecution,
  DescribeRemediationExecutionStatus: describeExecutions,
  PutRemediationExceptions: putExceptions,
  DescribeRemediationExceptions: describeExceptions,
  DeleteRemediationExceptions: deleteExceptions,
};
