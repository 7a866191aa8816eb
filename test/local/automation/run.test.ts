import { describe, expect, it } from '@jest/globals';
import { parseAutomationDocument } from '#infra/local/automation/document.ts';
import type { AutomationActions } from '#infra/local/automation/execution.ts';
import { executionParameters } from '#infra/local/automation/parameters.ts';
import { runAutomation } from '#infra/local/automation/run.ts';
import type { Json, JsonObject } from '#infra/local/cloudformation/json.ts';

interface Run {
  readonly steps: readonly JsonObject[];
  readonly outputs?: readonly string[];
  readonly parameters?: Readonly<Record<string, Json>>;
  readonly actions?: Partial<AutomationActions>;
}

async function run({ steps, outputs = [], parameters = {}, actions = {} }: Run) {
  const calls: JsonObject[] = [];
  const document = parseAutomationDocument({
    schemaVersion: '0.3',
    mainSteps: [...steps],
    outputs: [...outputs],
  });
  const record = {
    id: 'execution-1',
    status: 'InProgress' as const,
    parameters,
    steps: [],
    outputs: {},
  };
  await runAutomation(document, record, {
    async invokeFunction(inputs) {
      calls.push(inputs);
      return { StatusCode: 200, Payload: JSON.stringify({ status: 'DONE', reasons: ['a', 'b'] }) };
    },
    executeApi: async (inputs) => {
      calls.push(inputs);
      return { Buckets: [{ Name: 'first' }] };
    },
    sleep: async () => {},
    approve: async () => ({ ApprovalStatus: 'Approved' }),
    now: () => new Date('2026-03-04T05:06:07Z'),
    functionErrorFails: true,
    selectsInPayload: true,
    globals: { 'global:REGION': 'us-east-1', 'global:ACCOUNT_ID': '111122223333' },
    ...actions,
  });
  return { record, calls };
}

const invoke = (more: JsonObject = {}): JsonObject => ({
  name: 'Invoke',
  action: 'aws:invokeLambdaFunction',
  inputs: { FunctionName: 'f' },
  outputs: [
    { Name: 'Status', Selector: '$.Payload.status', Type: 'String' },
    { Name: 'Reasons', Selector: '$.Payload.reasons', Type: 'StringList' },
  ],
  ...more,
});
const sleep = (name: string, more: JsonObject = {}): JsonObject => ({
  name,
  action: 'aws:sleep',
  inputs: { Duration: 'PT1S' },
  ...more,
});
const names = (record: { steps: readonly { name: string }[] }): string[] =>
  record.steps.map(({ name }) => name);
const failing: Partial<AutomationActions> = {
  invokeFunction: async () => ({ StatusCode: 200, FunctionError: 'Unhandled', Payload: '{}' }),
};

describe('a runbook', () => {
  it('fills in parameters, outputs of steps and its own id, and answers its outputs', async () => {
    const { record, calls } = await run({
      parameters: { Bucket: 'b', Depth: 3, Names: ['x', 'y'] },
      steps: [
        invoke({
          inputs: {
            FunctionName: 'f',
            Payload: '{"bucket":"{{ Bucket }}","id":"{{ automation:EXECUTION_ID }}"}',
          },
        }),
        {
          name: 'List',
          action: 'aws:executeAwsApi',
          inputs: {
            Service: 's3',
            Api: 'ListBuckets',
            Depth: '{{ Depth }}',
            Names: '{{ Names }}',
            Said: '{{Invoke.Status}} at {{ global:DATE_TIME }}',
          },
          outputs: [{ Name: 'First', Selector: '$.Buckets[0].Name' }],
        },
      ],
      outputs: ['Invoke.Status', 'Invoke.Reasons', 'List.First', 'List.Missing'],
    });
    expect(calls).toEqual([
      { FunctionName: 'f', Payload: '{"bucket":"b","id":"execution-1"}' },
      {
        Service: 's3',
        Api: 'ListBuckets',
        Depth: 3,
        Names: ['x', 'y'],
        Said: 'DONE at 2026-03-04_05.06.07',
      },
    ]);
    expect(record.status).toBe('Success');
    expect(record.outputs).toEqual({
      'Invoke.Status': 'DONE',
      'Invoke.Reasons': ['a', 'b'],
      'List.First': 'first',
    });
  });

  it.each<[string, JsonObject, string]>([
    ['StringEquals', { Variable: '{{ Invoke.Status }}', StringEquals: 'DONE' }, 'Good'],
    ['StringEquals that differs', { Variable: '{{ Invoke.Status }}', StringEquals: 'X' }, 'Bad'],
    ['Not', { Not: { Variable: '{{ Invoke.Status }}', StringEquals: 'X' } }, 'Good'],
    ['BooleanEquals', { Variable: '{{ Flag }}', BooleanEquals: true }, 'Good'],
    ['NumericGreater', { Variable: '{{ Invoke.StatusCode }}', NumericGreater: 199 }, 'Good'],
    [
      'And of Or',
      {
        And: [
          { Variable: '{{ Flag }}', BooleanEquals: true },
          {
            Or: [
              { Variable: '{{ Invoke.Status }}', StartsWith: 'X' },
              { Variable: '{{ Invoke.Status }}', EqualsIgnoreCase: 'done' },
            ],
          },
        ],
      },
      'Good',
    ],
  ])('branches: %s', async (_, rule, expected) => {
    const { record } = await run({
      parameters: { Flag: true },
      steps: [
        invoke(),
        {
          name: 'Decide',
          action: 'aws:branch',
          inputs: { Choices: [{ NextStep: 'Good', ...rule }], Default: 'Bad' },
        },
        sleep('Good', { isEnd: true }),
        sleep('Bad', { isEnd: true }),
      ],
    });
    expect(names(record)).toEqual(['Invoke', 'Decide', expected]);
  });

  it('fails at a function that failed, unless that unconfirmed fact is turned over', async () => {
    const failed = await run({ steps: [invoke(), sleep('Later')], actions: failing });
    expect(failed.record.status).toBe('Failed');
    expect(names(failed.record)).toEqual(['Invoke']);
    const ignored = await run({
      steps: [invoke(), sleep('Later')],
      actions: { ...failing, functionErrorFails: false },
    });
    expect(ignored.record.status).toBe('Success');
  });

  it('fails at a variable without a value, also when outputs cannot reach into a payload', async () => {
    const steps = [invoke(), sleep('Later', { inputs: { Duration: '{{ Invoke.Status }}' } })];
    const { record } = await run({ steps, actions: { selectsInPayload: false } });
    expect(record).toMatchObject({
      status: 'Failed',
      failureMessage: 'Step Later: {{ Invoke.Status }} has no value',
    });
  });

  it.each<[string, JsonObject, string[], string]>([
    ['aborts', {}, ['Invoke'], 'Failed'],
    [
      'continues and still ends as failed',
      { onFailure: 'Continue' },
      ['Invoke', 'Next', 'Other'],
      'Failed',
    ],
    [
      'continues and succeeds when the step is not critical',
      { onFailure: 'Continue', isCritical: false },
      ['Invoke', 'Next', 'Other'],
      'Success',
    ],
    [
      'goes to the step named',
      { onFailure: 'step:Other', isCritical: false },
      ['Invoke', 'Other'],
      'Success',
    ],
  ])('on failure %s', async (_, more, expected, status) => {
    const steps = [invoke(more), sleep('Next'), sleep('Other')];
    const { record } = await run({ steps, actions: failing });
    expect(names(record)).toEqual(expected);
    expect(record.status).toBe(status);
  });

  it('tries a step as often as it says', async () => {
    let attempts = 0;
    const invokeFunction = async (): Promise<JsonObject> => {
      attempts += 1;
      if (attempts < 3) throw new Error('throttled');
      return { StatusCode: 200 };
    };
    const { record } = await run({
      steps: [invoke({ maxAttempts: 3 })],
      actions: { invokeFunction },
    });
    expect({ attempts, status: record.status }).toEqual({ attempts: 3, status: 'Success' });
  });

  it('times a step out', async () => {
    const never: Partial<AutomationActions> = { sleep: () => new Promise(() => {}) };
    const { record } = await run({
      steps: [sleep('Long', { timeoutSeconds: 0.01 })],
      actions: never,
    });
    expect(record).toMatchObject({ status: 'TimedOut', steps: [{ status: 'TimedOut' }] });
  });

  it('never pretends to run a script', async () => {
    const { record } = await run({
      steps: [{ name: 'S', action: 'aws:executeScript', inputs: {} }],
    });
    expect(record.status).toBe('Failed');
  });
});

describe('a document', () => {
  const step = sleep('A');
  it.each<[string, JsonObject, string]>([
    ['another schema', { schemaVersion: '2.2', mainSteps: [step] }, 'schemaVersion'],
    ['no step', { schemaVersion: '0.3', mainSteps: [] }, 'mainSteps: has no step'],
    ['two steps of a name', { schemaVersion: '0.3', mainSteps: [step, step] }, 'mainSteps[1].name'],
    [
      'an unknown next step',
      { schemaVersion: '0.3', mainSteps: [sleep('A', { nextStep: 'B' })] },
      'there is no step B',
    ],
    [
      'a branch to nowhere',
      {
        schemaVersion: '0.3',
        mainSteps: [{ name: 'A', action: 'aws:branch', inputs: { Choices: [], Default: 'B' } }],
      },
      'there is no step B',
    ],
    [
      'a function that may take too long',
      { schemaVersion: '0.3', mainSteps: [invoke({ timeoutSeconds: 301 })] },
      'at most 300 seconds',
    ],
    [
      'an unknown member',
      { schemaVersion: '0.3', mainSteps: [sleep('A', { onCancel: 'Abort' })] },
      'mainSteps[0].onCancel',
    ],
  ])('is refused: %s', (_, content, message) => {
    expect(() => parseAutomationDocument(content)).toThrow(message);
  });
});

describe('the parameters of an execution', () => {
  const document = parseAutomationDocument({
    schemaVersion: '0.3',
    parameters: {
      Bucket: { type: 'String', allowedPattern: '^[a-z-]+$' },
      Mode: { type: 'String', default: 'safe', allowedValues: ['safe', 'fast'] },
      Count: { type: 'Integer', default: 1 },
    },
    mainSteps: [sleep('A')],
  });

  it('take their types and defaults', () => {
    expect(executionParameters(document, { Bucket: ['my-bucket'], Count: ['7'] })).toEqual({
      Bucket: 'my-bucket',
      Mode: 'safe',
      Count: 7,
    });
  });

  it.each<[string, Record<string, string[]>]>([
    ['one is missing', {}],
    ['one is unknown', { Bucket: ['b'], Other: ['x'] }],
    ['one does not match its pattern', { Bucket: ['B","x":"'] }],
    ['one is not an allowed value', { Bucket: ['b'], Mode: ['slow'] }],
    ['one is not of its type', { Bucket: ['b'], Count: ['many'] }],
    ['there are two values for one', { Bucket: ['b', 'c'] }],
  ])('are refused when %s', (_, given) => {
    expect(() => executionParameters(document, given)).toThrow(
      expect.objectContaining({ code: 'InvalidAutomationExecutionParametersException' }),
    );
  });
});
