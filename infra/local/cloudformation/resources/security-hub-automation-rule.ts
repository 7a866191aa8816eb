import type * as client from '@aws-sdk/client-securityhub';
import { putAutomationRule } from '../../services/securityhub/automation-rules.ts';
import { hubIn } from '../../services/securityhub/state.ts';
import type { DeployedResource } from '../intrinsics.ts';
import { anyObject, boolean, listOf, number, oneOf, string } from '../properties.ts';
import { type ResourceContext, resourceKind } from '../resource-kind.ts';

type RuleSettings = Omit<client.CreateAutomationRuleRequest, 'Tags'>;

const put = ({ world, scope }: ResourceContext, rule: RuleSettings, arn?: string) => {
  const { RuleArn = '' } = putAutomationRule(world, scope, rule, arn);
  const deployed: DeployedResource = { ref: RuleArn, attributes: { RuleArn } };
  return deployed;
};

/** `AWS::SecurityHub::AutomationRule` */
export const securityHubAutomationRule = resourceKind<RuleSettings>({
  read: (properties) => ({
    RuleName: properties.required('RuleName', string),
    RuleOrder: properties.required('RuleOrder', number),
    RuleStatus: properties.optional('RuleStatus', oneOf('ENABLED', 'DISABLED')),
    Description: properties.required('Description', string),
    IsTerminal: properties.optional('IsTerminal', boolean),
    Criteria: properties.required('Criteria', anyObject) as client.AutomationRulesFindingFilters,
    Actions: properties.required(
      'Actions',
      listOf(anyObject),
    ) as unknown as client.AutomationRulesAction[],
  }),
  replacedBy: [],
  create: (context, rule) => put(context, rule),
  update: (context, { ref }, rule) => put(context, rule, ref),
  delete({ world, scope }, { ref }) {
    hubIn(world, scope).automationRules.delete(ref);
  },
});
