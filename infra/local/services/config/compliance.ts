import type * as Config from '@aws-sdk/client-config-service';
import type { Operation } from '../../service.ts';
import { page } from './pages.ts';
import { existingRule, onEverything, onRules } from './rule-access.ts';
import { chosenRules } from './rules.ts';
import { configState, type StoredResult, type StoredRule } from './state.ts';

const detailsByRule: Operation<
  Config.GetComplianceDetailsByConfigRuleRequest,
  Config.GetComplianceDetailsByConfigRuleResponse
> = {
  access: onRules(({ ConfigRuleName: name }) => (name ? [name] : [])),
  run(call) {
    const { ConfigRuleName: name = '', ComplianceTypes: types = [] } = call.input;
    const rule = existingRule(call as never, name);
    const all = [...rule.results.values()].filter((result) => isOneOf(types, result));
    const { items, next } = page(all, limits(call.input), 10);
    return { EvaluationResults: items.map((result) => resultOf(rule, result)), ...next };
  },
};

const detailsByResource: Operation<
  Config.GetComplianceDetailsByResourceRequest,
  Config.GetComplianceDetailsByResourceResponse
> = {
  access: (call) => onEverything(call as never),
  run({ world, scope, input }) {
    const { ResourceType: type, ResourceId: id, ComplianceTypes: types = [] } = input;
    const all = [...configState(world, scope).rules.values()].flatMap((rule) =>
      [...rule.results.values()]
        .filter(({ evaluation }) => evaluation.ComplianceResourceType === type)
        .filter(({ evaluation }) => evaluation.ComplianceResourceId === id)
        .filter((result) => isOneOf(types, result))
        .map((result) => resultOf(rule, result)),
    );
    const { items, next } = page(all, limits(input), 10);
    return { EvaluationResults: [...items], ...next };
  },
};

const complianceByRule: Operation<
  Config.DescribeComplianceByConfigRuleRequest,
  Config.DescribeComplianceByConfigRuleResponse
> = {
  access: onRules(({ ConfigRuleNames: names }) => names),
  run(call) {
    const { ComplianceTypes: types = [] } = call.input;
    const all = chosenRules(call)
      .map((rule) => ({ ConfigRuleName: rule.name, Compliance: complianceOf(rule) }))
      .filter(({ Compliance }) => types.length === 0 || types.includes(Compliance.ComplianceType));
    const { items, next } = page(all, limits(call.input), 25);
    return { ComplianceByConfigRules: [...items], ...next };
  },
};

function complianceOf({ results }: StoredRule): {
  readonly ComplianceType: Config.ComplianceType;
  readonly ComplianceContributorCount?: Config.ComplianceContributorCount;
} {
  const count = (type: string): number =>
    [...results.values()].filter(({ evaluation }) => evaluation.ComplianceType === type).length;
  for (const type of ['NON_COMPLIANT', 'COMPLIANT'] as const) {
    const found = count(type);
    if (found > 0) {
      const contributors = { CappedCount: Math.min(found, 25), CapExceeded: found > 25 };
      return { ComplianceType: type, ComplianceContributorCount: contributors };
    }
  }
  return { ComplianceType: 'INSUFFICIENT_DATA' };
}

/** Without a filter, all of them; retired resources only when asked for. */
const isOneOf = (types: readonly string[], { evaluation }: StoredResult): boolean =>
  types.length === 0
    ? evaluation.ComplianceType !== 'NOT_APPLICABLE'
    : types.includes(evaluation.ComplianceType ?? '');

const resultOf = (
  { name }: StoredRule,
  { evaluation, recorded, invoked }: StoredResult,
): Config.EvaluationResult => ({
  EvaluationResultIdentifier: {
    EvaluationResultQualifier: {
      ConfigRuleName: name,
      ResourceType: evaluation.ComplianceResourceType,
      ResourceId: evaluation.ComplianceResourceId,
      EvaluationMode: 'DETECTIVE',
    },
    OrderingTimestamp: evaluation.OrderingTimestamp,
  },
  ComplianceType: evaluation.ComplianceType,
  ResultRecordedTime: recorded,
  ConfigRuleInvokedTime: invoked,
  ...(evaluation.Annotation === undefined ? {} : { Annotation: evaluation.Annotation }),
});

const limits = (input: {
  readonly NextToken?: string | undefined;
  readonly Limit?: number | undefined;
}): { NextToken?: string; Limit?: number } => ({
  ...(input.NextToken === undefined ? {} : { NextToken: input.NextToken }),
  ...(input.Limit === undefined ? {} : { Limit: input.Limit }),
});

export const complianceOperations = {
  GetComplianceDetailsByConfigRule: detailsByRule,
  GetComplianceDetailsByResource: detailsByResource,
  DescribeComplianceByConfigRule: complianceByRule,
};
