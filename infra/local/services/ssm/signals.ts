import type { SendAutomationSignalRequest, SendAutomationSignalResult } from '@aws-sdk/client-ssm';
import { nameOf } from '../../authorize.ts';
import type { PendingApproval } from '../../automation/approve.ts';
import { AwsError, type Caller, type Operation } from '../../service.ts';
import { executionArn, executionWithId } from './execution-lookup.ts';

const invalid = (message: string): AwsError =>
  new AwsError('InvalidAutomationSignalException', message);

/** Whether a list of approvers names somebody: by ARN of user, role or session, or by user name. */
function isApprover({ approvers }: PendingApproval, caller: Caller): boolean {
  const { kind, arn = '' } = caller;
  const names = [arn, nameOf(caller), ...(kind === 'user' ? [arn.split('/').at(-1)] : [])];
  return approvers.some((approver) => names.includes(approver));
}

/** Answers for an `aws:approve` step. */
export const sendSignal: Operation<SendAutomationSignalRequest, SendAutomationSignalResult> = {
  access: ({ scope, input }) => [
    {
      action: 'ssm:SendAutomationSignal',
      resource: executionArn(scope, input.AutomationExecutionId),
      resourceAccount: scope.account,
    },
  ],
  run({ world, scope, input, caller }) {
    const { waiting } = executionWithId(world, scope, input.AutomationExecutionId);
    const { approval } = waiting;
    const decision = input.SignalType;
    if (decision !== 'Approve' && decision !== 'Reject') {
      throw invalid(`The signal ${decision} is not supported here.`);
    }
    if (approval === undefined) throw invalid('No step of the execution waits for an approval.');
    const approver = nameOf(caller);
    if (!isApprover(approval, caller)) throw invalid(`${approver} is not among the approvers.`);
    const decisionTime = world.clock.now().toISOString();
    const comment = input.Payload?.Comment?.[0] ?? '';
    approval.decisions.push({ decision, decisionTime, approver, comment });
    const approvals = approval.decisions.filter((each) => each.decision === 'Approve');
    const people = new Set(approvals.map((each) => each.approver));
    if (decision === 'Reject') approval.decide('Rejected');
    else if (people.size >= approval.required) approval.decide('Approved');
    return {};
  },
};
