import { callAs } from '../call-as.ts';
import type { JsonObject } from '../cloudformation/json.ts';
import { listOf, number, readProperties, string } from '../cloudformation/properties.ts';
import type { Caller } from '../service.ts';
import type { Scope, World } from '../world.ts';

/** One person's answer. */
export interface ApproverDecision {
  readonly decision: 'Approve' | 'Reject';
  readonly decisionTime: string;
  readonly approver: string;
  readonly comment: string;
}

/** A step that waits for people. */
export interface PendingApproval {
  /** ARNs of users, roles and sessions, and names of users. */
  readonly approvers: readonly string[];
  readonly required: number;
  readonly decisions: ApproverDecision[];
  /** By the world's clock. */
  readonly deadline: Date;
  decide(status: 'Approved' | 'Rejected' | 'TimedOut'): void;
}

/** Where an execution waits: `world.events.idle()` does not wait for people. */
export class Waiting {
  readonly #work: () => void;
  #pause = (): void => {};
  approval: PendingApproval | undefined;

  constructor(world: World, finished: Promise<void>) {
    this.#work = () => {
      const paused = new Promise<void>((resolve) => {
        this.#pause = resolve;
      });
      world.events.track(Promise.race([finished, paused]));
    };
    this.#work();
  }

  /** Until somebody decides on it. */
  async until(
    approval: Omit<PendingApproval, 'decide'>,
  ): Promise<'Approved' | 'Rejected' | 'TimedOut'> {
    const decided = await new Promise<'Approved' | 'Rejected' | 'TimedOut'>((resolve) => {
      const decide: PendingApproval['decide'] = (status) => {
        this.approval = undefined;
        this.#work();
        resolve(status);
      };
      this.approval = { ...approval, decide };
      this.#pause();
    });
    return decided;
  }
}

/** Seconds: a week. */
const patience = 604_800;
const longestPatience = 2_592_000;

/**
 * What `aws:approve` does with its inputs: tells the topic as `caller`, then waits.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-action-approve.html
 * @throws TemplateError on inputs that the action does not have; AwsError when the topic does not
 *   let the caller in; Error when it was rejected or nobody answered in time.
 */
export async function approve(
  world: World,
  scope: Scope,
  caller: Caller,
  executionId: string,
  waiting: Waiting,
  inputs: JsonObject,
  timeoutSeconds = patience,
): Promise<JsonObject> {
  const { topic, message, required, approvers } = readProperties(
    inputs,
    'inputs',
    (properties) => ({
      topic: properties.optional('NotificationArn', string),
      message: properties.optional('Message', string) ?? '',
      required: properties.optional('MinRequiredApprovals', number) ?? 1,
      approvers: properties.required('Approvers', listOf(string)),
    }),
  );
  if (topic !== undefined) {
    const console = `https://${scope.region}.console.aws.amazon.com/systems-manager/automation/execution/${executionId}/approval?region=${scope.region}`;
    await callAs(world, scope, caller, 'sns', 'Publish', {
      TopicArn: topic,
      Subject: 'Approval required: AWS Systems Manager Automation',
      Message: `${message}\n\nApprove or reject: ${console}\nAutomation execution: ${executionId}`,
    });
  }
  const seconds = Math.min(timeoutSeconds, longestPatience);
  const decisions: ApproverDecision[] = [];
  const deadline = new Date(world.clock.now().getTime() + seconds * 1000);
  const status = await waiting.until({ approvers, required, decisions, deadline });
  if (status === 'TimedOut') throw new Error(`nobody approved within ${seconds} s`);
  if (status === 'Rejected') throw new Error(`rejected by ${decisions.at(-1)?.approver}`);
  return { ApprovalStatus: status, ApproverDecisions: JSON.stringify(decisions) };
}
