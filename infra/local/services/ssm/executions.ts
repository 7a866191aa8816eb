import type * as Ssm from '@aws-sdk/client-ssm';
import type { AutomationStatus, ExecutionRecord, StepRecord } from '../../automation/execution.ts';
import { executionParameters } from '../../automation/parameters.ts';
import { definition, roleOf, startAutomation } from '../../automation/start.ts';
import type { Json } from '../../cloudformation/json.ts';
import { nextPage } from '../../next-page.ts';
import { type AccessCheck, AwsError, type Call, type Operation } from '../../service.ts';
import { executionArn, executionWithId } from './execution-lookup.ts';
import { sendSignal } from './signals.ts';
import { type StoredExecution, ssmState } from './state.ts';

type StartInput = Ssm.StartAutomationExecutionRequest;

const requestOf = ({ input, caller }: Call<StartInput>) => ({
  documentName: input.DocumentName ?? '',
  ...(input.DocumentVersion === undefined ? {} : { documentVersion: input.DocumentVersion }),
  parameters: input.Parameters ?? {},
  startedBy: caller,
});

const start: Operation<StartInput, Ssm.StartAutomationExecutionResult> = {
  /** Starting it, and handing Systems Manager the role that it will run under. */
  access(call) {
    const { world, scope, input } = call;
    const { partition, region, account } = scope;
    const request = requestOf(call);
    const { document, version } = definition(world, scope, request);
    const role = roleOf(document, executionParameters(document, request.parameters));
    const prefix = `arn:${partition}:ssm:${region}:${account}:automation-definition`;
    const starting: AccessCheck = {
      action: 'ssm:StartAutomationExecution',
      resource: `${prefix}/${input.DocumentName}:${version}`,
      resourceAccount: account,
    };
    if (role === undefined) return [starting];
    const passing: AccessCheck = {
      action: 'iam:PassRole',
      resource: role,
      resourceAccount: account,
      context: { 'iam:PassedToService': 'ssm.amazonaws.com' },
    };
    return [starting, passing];
  },
  run(call) {
    const { record } = startAutomation(call.world, call.scope, requestOf(call));
    return { AutomationExecutionId: record.id };
  },
};

const get: Operation<Ssm.GetAutomationExecutionRequest, Ssm.GetAutomationExecutionResult> = {
  access: ({ scope, input }) => [
    {
      action: 'ssm:GetAutomationExecution',
      resource: executionArn(scope, input.AutomationExecutionId),
      resourceAccount: scope.account,
    },
  ],
  run({ world, scope, input }) {
    const execution = executionWithId(world, scope, input.AutomationExecutionId);
    const { record, parameters } = execution;
    return {
      AutomationExecution: {
        ...summaryOf(execution),
        StepExecutions: record.steps.map(stepOf),
        StepExecutionsTruncated: false,
        Parameters: Object.fromEntries(
          Object.entries(parameters).map(([name, values]) => [name, [...values]]),
        ),
      },
    };
  },
};

const describe: Operation<
  Ssm.DescribeAutomationExecutionsRequest,
  Ssm.DescribeAutomationExecutionsResult
> = {
  access: ({ scope }) => [
    { action: 'ssm:DescribeAutomationExecutions', resource: '*', resourceAccount: scope.account },
  ],
  run({ world, scope, input }) {
    const newestFirst = [...ssmState(world, scope).executions.values()].reverse();
    const chosen = newestFirst.filter((execution) =>
      (input.Filters ?? []).every((filter) => passes(execution, filter)),
    );
    const { items, next } = nextPage(chosen, input, 50);
    return { AutomationExecutionMetadataList: items.map(summaryOf), ...next };
  },
};

/** @throws AwsError on a filter that the embedded AWS does not have. */
function passes(
  { documentName, record }: StoredExecution,
  { Key: key, Values: values = [] }: Ssm.AutomationExecutionFilter,
): boolean {
  switch (key) {
    case 'DocumentNamePrefix':
      return values.some((prefix) => documentName.startsWith(prefix));
    case 'ExecutionStatus':
      return values.includes(statusOf(record));
    case 'ExecutionId':
      return values.includes(record.id);
    default:
      throw new AwsError('InvalidFilterKey', `Filter ${String(key)} is not supported here.`);
  }
}

const summaryOf = (execution: StoredExecution) => {
  const { record, documentName, documentVersion, started, ended, executedBy } = execution;
  return {
    AutomationExecutionId: record.id,
    DocumentName: documentName,
    DocumentVersion: documentVersion,
    AutomationExecutionStatus: statusOf(record),
    ExecutionStartTime: started,
    ...(ended === undefined ? {} : { ExecutionEndTime: ended }),
    ExecutedBy: executedBy,
    Mode: 'Auto' as const,
    Outputs: asLists(record.outputs),
    ...(record.failureMessage === undefined ? {} : { FailureMessage: record.failureMessage }),
    ...(execution.assumeRole === undefined ? {} : { AssumeRole: execution.assumeRole }),
  };
};

/** An execution waits while its step does. */
const statusOf = ({ status, steps }: ExecutionRecord): AutomationStatus =>
  steps.at(-1)?.status === 'Waiting' ? 'Waiting' : status;

const stepOf = (step: StepRecord): Ssm.StepExecution => ({
  StepName: step.name,
  Action: step.action,
  StepStatus: step.status,
  ExecutionStartTime: step.startTime,
  ...(step.endTime === undefined ? {} : { ExecutionEndTime: step.endTime }),
  Inputs: Object.fromEntries(
    Object.entries(step.inputs).map(([name, value]) => [name, textOf(value)]),
  ),
  Outputs: asLists(step.outputs),
  ...(step.failureMessage === undefined ? {} : { FailureMessage: step.failureMessage }),
});

/** Outputs are lists of strings, whatever they were. */
const asLists = (values: Readonly<Record<string, Json>>): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map(textOf) : [textOf(value)],
    ]),
  );

const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

export const executionOperations = {
  StartAutomationExecution: start,
  GetAutomationExecution: get,
  DescribeAutomationExecutions: describe,
  SendAutomationSignal: sendSignal,
};
