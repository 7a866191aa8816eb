import { setTimeout as sleep } from 'node:timers/promises';
import {
  AddPermissionCommand,
  GetFunctionCommand,
  GetPolicyCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
  RemovePermissionCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { callAs } from '#infra/local/call-as.ts';
import { deleteStack, deployStack } from '#infra/local/cloudformation/deploy-stack.ts';
import { killFunctions, setProcessesPerFunction } from '#infra/local/functions/environments.ts';
import { LocalAws } from '#infra/local/local-aws.ts';
import { runSchedules } from '#infra/local/services/events/run-schedules.ts';
import { logLines } from '#infra/local/services/logs/state.ts';
import {
  assemblyOf,
  functionResource,
  permissionResource,
  roleResource,
  writeLogs,
} from '../fixture-stack.ts';

/** Both invocations of a pair see the other only when they run at the same time. */
const sources = {
  slow: `export const handler = async (event) => {
      console.log('begin', event.n, process.pid);
      await new Promise((resolve) => setTimeout(resolve, 150));
      console.log('end', event.n);
      return process.pid;
    };`,
  single: `export const handler = async (event) => {
      console.log('begin', event.n);
      await new Promise((resolve) => setTimeout(resolve, 150));
      console.log('end', event.n);
    };`,
};

let aws: LocalAws;
let client: LambdaClient;

beforeEach(async () => {
  aws = await LocalAws.start();
  client = new LambdaClient({ ...aws.clientFor('arn:aws:iam::111122223333:root'), maxAttempts: 1 });
  await deployStack(
    aws.world,
    aws.home,
    assemblyOf(
      {
        Role: roleResource('lambda.amazonaws.com', [writeLogs]),
        Slow: functionResource('slow', 'Role'),
        Single: functionResource('single', 'Role', { ReservedConcurrentExecutions: 1 }),
        Schedule: {
          Type: 'AWS::Events::Rule',
          Properties: {
            Name: 'every-six-hours',
            ScheduleExpression: 'rate(6 hours)',
            Targets: [
              {
                Id: 'single',
                Arn: { 'Fn::GetAtt': ['Single', 'Arn'] },
                Input: '{"n":"scheduled"}',
              },
            ],
          },
        },
        Permission: permissionResource('Single', 'events.amazonaws.com', {
          SourceArn: { 'Fn::GetAtt': ['Schedule', 'Arn'] },
        }),
      },
      sources,
    ),
  );
});
afterEach(() => aws.close());

const invoke = (name: string, n: number, InvocationType: 'Event' | 'RequestResponse') =>
  client.send(
    new InvokeCommand({ FunctionName: name, Payload: JSON.stringify({ n }), InvocationType }),
  );
const said = (name: string): string[] =>
  logLines(aws.world, aws.home, `/aws/lambda/${name}`)
    .filter((line) => /^(begin|end)/.test(line))
    .map((line) => line.split(' ').slice(0, 2).join(' '));

/** Lambda has taken the role of the function, so its process is about to start. */
const isInvoked = (): boolean =>
  aws.world.ledger.entries.some(
    ({ operation, principal }) =>
      operation === 'AssumeRole' && principal === 'lambda.amazonaws.com',
  );

describe('a function with reserved concurrency 1', () => {
  it('runs events that nobody waits for one after the other', async () => {
    await invoke('single', 1, 'Event');
    await invoke('single', 2, 'Event');
    await aws.world.events.idle();
    expect(said('single')).toEqual(['begin 1', 'end 1', 'begin 2', 'end 2']);
  });

  it('turns away whoever waits for an answer while it runs', async () => {
    const running = invoke('single', 1, 'RequestResponse');
    const others = await Promise.allSettled([invoke('single', 2, 'RequestResponse'), running]);
    const refused = others.filter(({ status }) => status === 'rejected');
    expect(refused).toMatchObject([{ reason: { name: 'TooManyRequestsException' } }]);
  });
});

describe('a function without reserved concurrency', () => {
  const pids = async (): Promise<number> => {
    const answers = await Promise.all([1, 2].map((n) => invoke('slow', n, 'RequestResponse')));
    return new Set(answers.map(({ Payload }) => Payload?.transformToString())).size;
  };

  it('runs in one process, one invocation after the other', async () => {
    expect(await pids()).toBe(1);
  });

  it('runs in several when it may', async () => {
    setProcessesPerFunction(aws.world, 2);
    expect(await pids()).toBe(2);
  });
});

describe('the process of a function', () => {
  it('ends when the function is deleted while it runs, but the invocation is answered', async () => {
    const running = invoke('slow', 1, 'RequestResponse');
    while (!isInvoked()) await sleep(10);
    await deleteStack(aws.world, aws.home, 'Fixture');
    const pid = Number((await running).Payload?.transformToString());
    expect(pid).toBeGreaterThan(0);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('is not started any more once the embedded AWS closes', async () => {
    await killFunctions(aws.world);
    await expect(invoke('slow', 1, 'RequestResponse')).rejects.toMatchObject({
      name: 'ServiceException',
    });
  });
});

describe('a schedule', () => {
  it('invokes its target with its input when its time comes', async () => {
    await runSchedules(aws.world, aws.home);
    await aws.world.events.idle();
    expect(said('single')).toEqual(['begin scheduled', 'end scheduled']);
  });

  it('is refused by a function that lets only another rule in', async () => {
    const events = { kind: 'service', arn: 'events.amazonaws.com' } as const;
    const input = { FunctionName: 'single', InvocationType: 'Event' };
    const context = { 'aws:SourceArn': 'arn:aws:events:us-east-1:111122223333:rule/another' };
    await expect(
      callAs(aws.world, aws.home, events, 'lambda', 'Invoke', input, context),
    ).rejects.toMatchObject({ code: expect.stringMatching(/^AccessDenied/) });
  });
});

describe('the Lambda API', () => {
  it('shows functions and their resource policies, and changes the latter', async () => {
    const { Functions = [] } = await client.send(new ListFunctionsCommand({}));
    expect(Functions.map(({ FunctionName }) => FunctionName).sort()).toEqual(['single', 'slow']);
    const { Configuration, Concurrency } = await client.send(
      new GetFunctionCommand({ FunctionName: 'single' }),
    );
    expect(Configuration).toMatchObject({ Handler: 'index.handler', Timeout: 10 });
    expect(Concurrency).toEqual({ ReservedConcurrentExecutions: 1 });
    await expect(client.send(new GetPolicyCommand({ FunctionName: 'slow' }))).rejects.toMatchObject(
      { name: 'ResourceNotFoundException' },
    );
    const permission = {
      FunctionName: 'slow',
      StatementId: 'config',
      Action: 'lambda:InvokeFunction',
      Principal: 'config.amazonaws.com',
      SourceAccount: '111122223333',
    };
    await client.send(new AddPermissionCommand(permission));
    await expect(client.send(new AddPermissionCommand(permission))).rejects.toMatchObject({
      name: 'ResourceConflictException',
    });
    const { Policy } = await client.send(new GetPolicyCommand({ FunctionName: 'slow' }));
    expect(JSON.parse(Policy ?? '').Statement).toEqual([
      {
        Sid: 'config',
        Effect: 'Allow',
        Principal: { Service: 'config.amazonaws.com' },
        Action: 'lambda:InvokeFunction',
        Resource: 'arn:aws:lambda:us-east-1:111122223333:function:slow',
        Condition: { StringEquals: { 'AWS:SourceAccount': '111122223333' } },
      },
    ]);
    const removal = { FunctionName: 'slow', StatementId: 'config' };
    await client.send(new RemovePermissionCommand(removal));
    await expect(client.send(new RemovePermissionCommand(removal))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});
