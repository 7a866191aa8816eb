import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AutomationExecution,
  DescribeAutomationExecutionsCommand,
  GetAutomationExecutionCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm';

/** One run of an SSM automation of ours. */
export interface AutomationRun {
  readonly id: string;
  readonly document: string;
  readonly bucket: string;
  /** Of the execution: `Success`, `Failed`, … */
  readonly status: string;
  /** What its function answered: `REMEDIATED`, `REFUSED`, … */
  readonly outcome: string;
  readonly reasons: readonly string[];
  readonly steps: readonly { readonly name: string; readonly status: string }[];
}

const running = new Set(['Pending', 'InProgress', 'Waiting', 'Cancelling']);

/** Waits until the run has ended. */
export async function finishedRun(ssm: SSMClient, id: string): Promise<AutomationRun> {
  for (;;) {
    const run = await automationRun(ssm, id);
    if (!running.has(run.status)) return run;
    await sleep(500);
  }
}

/** The runs of our documents that began at `since` or after it, oldest first. */
export async function runsSince(ssm: SSMClient, since: Date): Promise<readonly AutomationRun[]> {
  const { AutomationExecutionMetadataList: list = [] } = await ssm.send(
    new DescribeAutomationExecutionsCommand({
      Filters: [{ Key: 'DocumentNamePrefix', Values: ['ConnectStorageGuard-'] }],
    }),
  );
  const recent = list
    .filter(({ ExecutionStartTime: start }) => start !== undefined && start >= since)
    .sort((a, b) => Number(a.ExecutionStartTime) - Number(b.ExecutionStartTime));
  return Promise.all(recent.map(({ AutomationExecutionId: id }) => automationRun(ssm, id ?? '')));
}

async function automationRun(ssm: SSMClient, id: string): Promise<AutomationRun> {
  const { AutomationExecution: run = {} } = await ssm.send(
    new GetAutomationExecutionCommand({ AutomationExecutionId: id }),
  );
  return {
    id,
    document: run.DocumentName ?? '?',
    bucket: run.Parameters?.BucketName?.[0] ?? '?',
    status: run.AutomationExecutionStatus ?? '?',
    outcome: output(run, 'Status')[0] ?? '?',
    reasons: output(run, 'Reasons'),
    steps: (run.StepExecutions ?? []).map((step) => ({
      name: step.StepName ?? '?',
      status: step.StepStatus ?? '?',
    })),
  };
}

/** `Remediate.Status` of one document, `Restore.Status` of the other. */
const output = ({ Outputs = {} }: AutomationExecution, name: string): readonly string[] =>
  Object.entries(Outputs).find(([key]) => key.endsWith(`.${name}`))?.[1] ?? [];
