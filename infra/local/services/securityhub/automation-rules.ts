import type * as client from '@aws-sdk/client-securityhub';
import { AwsError, type Call } from '../../service.ts';
import type { Scope, World } from '../../world.ts';
import { onEverything } from './access.ts';
import { passes } from './filters.ts';
import { type AutomationRule, administratorIn, enabledHub, hubIn } from './state.ts';

/**
 * Automation rules belong to the administrator; an account that has none makes its own.
 * @throws AwsError `AccessDeniedException` for a member.
 */
export function putAutomationRule(
  world: World,
  scope: Scope,
  rule: Omit<client.CreateAutomationRuleRequest, 'Tags'>,
  arn = `arn:${scope.partition}:securityhub:${scope.region}:${scope.account}:automation-rule/${crypto.randomUUID()}`,
): AutomationRule {
  const { automationRules } = enabledHub(world, scope);
  const { account } = administratorIn(world, scope);
  if (account !== undefined && hubIn(world, { ...scope, account }).members.has(scope.account)) {
    throw new AwsError(
      'AccessDeniedException',
      'Only the Security Hub administrator account can manage automation rules',
      403,
    );
  }
  passes(rule.Criteria ?? {}, {} as client.AwsSecurityFinding);
  const now = world.clock.now();
  const made: AutomationRule = {
    RuleArn: arn,
    RuleName: rule.RuleName,
    RuleOrder: rule.RuleOrder,
    RuleStatus: rule.RuleStatus ?? 'ENABLED',
    Description: rule.Description,
    IsTerminal: rule.IsTerminal ?? false,
    CreatedAt: automationRules.get(arn)?.CreatedAt ?? now,
    UpdatedAt: now,
    Criteria: rule.Criteria ?? {},
    Actions: rule.Actions ?? [],
  };
  automationRules.set(arn, made);
  return made;
}

export const automationOperations = {
  CreateAutomationRule: onEverything(
    'CreateAutomationRule',
    ({ world, scope, input }: Call<client.CreateAutomationRuleRequest>) => ({
      RuleArn: putAutomationRule(world, scope, input).RuleArn,
    }),
  ),
  ListAutomationRules: onEverything('ListAutomationRules', ({ world, scope }: Call<object>) => ({
    AutomationRulesMetadata: [...enabledHub(world, scope).automationRules.values()].map(
      ({ Criteria, Actions, ...metadata }) => metadata,
    ),
  })),
};
