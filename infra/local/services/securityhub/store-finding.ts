import type * as client from '@aws-sdk/client-securityhub';
import type { Scope, World } from '../../world.ts';
import { passes } from './filters.ts';
import { type AutomationRule, administratorIn, findingKey, hubIn } from './state.ts';

/**
 * Takes a finding as its provider tells it. What customers keep on a finding stays, but one that
 * opens again is new again.
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/findings-workflow-status.html
 */
export function storeFinding(world: World, scope: Scope, told: client.AwsSecurityFinding): void {
  const { findings } = hubIn(world, scope);
  const key = findingKey({ ProductArn: told.ProductArn, Id: told.Id });
  const before = findings.get(key);
  const { Note, UserDefinedFields, VerificationState, Workflow, ...rest } = told;
  const finding: client.AwsSecurityFinding = before
    ? { ...before, ...rest, Workflow: workflowAfter(before, told) }
    : { RecordState: 'ACTIVE', ...told, Workflow: Workflow ?? { Status: 'NEW' } };
  findings.set(key, ruled(world, scope, finding));
}

function workflowAfter(
  before: client.AwsSecurityFinding,
  told: client.AwsSecurityFinding,
): client.Workflow {
  const workflow = before.Workflow ?? { Status: 'NEW' };
  const opened =
    (before.RecordState === 'ARCHIVED' && told.RecordState !== 'ARCHIVED') ||
    (before.Compliance?.Status === 'PASSED' && told.Compliance?.Status !== 'PASSED');
  const closedByHand = workflow.Status === 'NOTIFIED' || workflow.Status === 'RESOLVED';
  return opened && closedByHand ? { Status: 'NEW' } : workflow;
}

/** The automation rules of the account, and of its administrator, in their order. */
function ruled(
  world: World,
  scope: Scope,
  finding: client.AwsSecurityFinding,
): client.AwsSecurityFinding {
  const { account = scope.account } = administratorIn(world, scope);
  const deciding = hubIn(world, { ...scope, account }).members.has(scope.account)
    ? hubIn(world, { ...scope, account })
    : hubIn(world, scope);
  return [...deciding.automationRules.values()]
    .filter(({ RuleStatus }) => RuleStatus !== 'DISABLED')
    .toSorted((one, other) => (one.RuleOrder ?? 0) - (other.RuleOrder ?? 0))
    .filter(({ Criteria }) => passes(Criteria, finding))
    .reduce(applied, finding);
}

function applied(
  finding: client.AwsSecurityFinding,
  { Actions, RuleArn = '' }: AutomationRule,
): client.AwsSecurityFinding {
  const [{ FindingFieldsUpdate: update = {} } = {}] = Actions;
  const { Note, Severity, ...fields } = update;
  return {
    ...finding,
    ...fields,
    ...(Severity && { Severity: { ...finding.Severity, ...Severity } }),
    ...(Note && { Note: { ...Note, UpdatedAt: finding.UpdatedAt } }),
    ProductFields: { ...finding.ProductFields, 'aws/securityhub/RuleArn': RuleArn },
  };
}
