import type * as Config from '@aws-sdk/client-config-service';
import { evaluateNewRule, evaluateRule } from '../../config-engine/record.ts';
import { AwsError, type Call, type Operation } from '../../service.ts';
import { page } from './pages.ts';
import { existingRule, onRules } from './rule-access.ts';
import { configState, putRule } from './state.ts';
import { checkedRule } from './valid-rule.ts';

type Named = Pick<Config.DescribeConfigRulesRequest, 'ConfigRuleNames'>;

const named = onRules<Named>(({ ConfigRuleNames: names }) => names);

/** The rules that a call names, or all of them. */
export const chosenRules = (call: Call<Named>) => {
  const names = call.input.ConfigRuleNames ?? [];
  return names.length > 0
    ? names.map((name) => existingRule(call as never, name))
    : [...configState(call.world, call.scope).rules.values()];
};

const describeConfigRules: Operation<
  Config.DescribeConfigRulesRequest,
  Config.DescribeConfigRulesResponse
> = {
  access: named,
  run(call) {
    const { items, next } = page(chosenRules(call), tokenOnly(call.input), 25);
    return { ConfigRules: items.map(({ rule }) => rule), ...next };
  },
};

const describeStatus: Operation<
  Config.DescribeConfigRuleEvaluationStatusRequest,
  Config.DescribeConfigRuleEvaluationStatusResponse
> = {
  access: named,
  run(call) {
    const { items, next } = page(chosenRules(call), tokenOnly(call.input), 50);
    return {
      ConfigRulesEvaluationStatus: items.map(
        ({ name, arn, id, lastInvoked, lastError, results }) => ({
          ConfigRuleName: name,
          ConfigRuleArn: arn,
          ConfigRuleId: id,
          FirstEvaluationStarted: results.size > 0,
          ...(lastInvoked === undefined
            ? {}
            : lastError === undefined
              ? { LastSuccessfulInvocationTime: lastInvoked }
              : {
                  LastFailedInvocationTime: lastInvoked,
                  LastErrorCode: lastError.code,
                  LastErrorMessage: lastError.message,
                }),
        }),
      ),
      ...next,
    };
  },
};

const putConfigRule: Operation<Config.PutConfigRuleRequest, Record<string, never>> = {
  access: onRules(({ ConfigRule: rule }) => (rule?.ConfigRuleName ? [rule.ConfigRuleName] : [])),
  run({ world, scope, input }) {
    const stored = putRule(world, scope, checkedRule(input.ConfigRule));
    world.events.track(evaluateNewRule(world, scope, stored));
    return {};
  },
};

const deleteConfigRule: Operation<Config.DeleteConfigRuleRequest, Record<string, never>> = {
  access: onRules(({ ConfigRuleName: name }) => (name ? [name] : [])),
  run(call) {
    const { name } = existingRule(call as never, call.input.ConfigRuleName ?? '');
    const { rules, remediations } = configState(call.world, call.scope);
    if (remediations.has(name)) {
      const message = 'The rule has a remediation action associated with it.';
      throw new AwsError('ResourceInUseException', message);
    }
    rules.delete(name);
    return {};
  },
};

const startEvaluation: Operation<
  Config.StartConfigRulesEvaluationRequest,
  Config.StartConfigRulesEvaluationResponse
> = {
  access: named,
  run(call) {
    const names = call.input.ConfigRuleNames ?? [];
    if (names.length === 0 || names.length > 25) {
      throw new AwsError(
        'InvalidParameterValueException',
        'ConfigRuleNames must contain between 1 and 25 rule names.',
      );
    }
    const { world, scope } = call;
    for (const rule of chosenRules(call)) world.events.track(evaluateRule(world, scope, rule));
    return {};
  },
};

const tokenOnly = ({ NextToken: token }: { readonly NextToken?: string | undefined }) =>
  token === undefined ? {} : { NextToken: token };

export const ruleOperations = {
  DescribeConfigRules: describeConfigRules,
  DescribeConfigRuleEvaluationStatus: describeStatus,
  PutConfigRule: putConfigRule,
  DeleteConfigRule: deleteConfigRule,
  StartConfigRulesEvaluation: startEvaluation,
};
