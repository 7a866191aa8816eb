import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deployStack } from '#infra/local/cloudformation/deploy-stack.ts';
import { LocalAws } from '#infra/local/local-aws.ts';
import { createRole } from '#infra/local/services/iam/entities.ts';
import { logLines } from '#infra/local/services/logs/state.ts';
import { queuedMessages } from '#infra/local/services/sqs/state.ts';
import { assemblyOf, functionResource, roleResource, writeLogs } from '../fixture-stack.ts';

const sources = {
  echo: `let warm = 0;
    export const handler = async (event, context) => {
      console.log('seen', JSON.stringify(event));
      warm += 1;
      return { event, warm, id: context.awsRequestId, arn: context.invokedFunctionArn,
        left: context.getRemainingTimeInMillis() > 0 };
    };`,
  throwing: `export const handler = async () => { throw new TypeError('no such thing'); };`,
  sleeping: `export const handler = () => new Promise((resolve) => setTimeout(resolve, 60_000));`,
  looping: 'export const handler = () => { for (;;); };',
  exiting: 'export const handler = () => process.exit(3);',
  broken: 'throw new Error("no import");',
  environment: 'export const handler = async () => process.env;',
  nothing: 'export const handler = async () => {};',
};

let aws: LocalAws;
let client: LambdaClient;

beforeAll(async () => {
  aws = await LocalAws.start();
  const functions = Object.fromEntries(
    Object.keys(sources).map((name) => [
      name,
      functionResource(name, 'Role', {
        ...(['sleeping', 'looping'].includes(name) ? { Timeout: 1 } : {}),
        ...(name === 'environment' ? { Environment: { Variables: { COLOUR: 'green' } } } : {}),
        DeadLetterConfig: { TargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] } },
      }),
    ]),
  );
  const send = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' };
  await deployStack(
    aws.world,
    aws.home,
    assemblyOf(
      {
        Role: roleResource('lambda.amazonaws.com', [writeLogs, send], { RoleName: 'runner' }),
        Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead' } },
        Failed: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'failed' } },
        Invocations: {
          Type: 'AWS::Lambda::EventInvokeConfig',
          Properties: {
            FunctionName: { Ref: 'throwing' },
            Qualifier: '$LATEST',
            DestinationConfig: {
              OnFailure: { Destination: { 'Fn::GetAtt': ['Failed', 'Arn'] } },
            },
          },
        },
        ...functions,
      },
      sources,
    ),
  );
  client = new LambdaClient(aws.clientFor('arn:aws:iam::111122223333:root'));
});

afterAll(async () => {
  await aws.close();
});

async function invoke(name: string, event: unknown = {}, more: object = {}) {
  const answer = await client.send(
    new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(event), ...more }),
  );
  const text = answer.Payload?.transformToString();
  return { ...answer, answer: text ? JSON.parse(text) : undefined };
}

describe('a function invoked and waited for', () => {
  it('answers what its handler returns, with the context of the invocation', async () => {
    const { StatusCode, FunctionError, answer } = await invoke('echo', { bucket: 'b' });
    expect(StatusCode).toBe(200);
    expect(FunctionError).toBeUndefined();
    expect(answer).toMatchObject({
      event: { bucket: 'b' },
      arn: 'arn:aws:lambda:us-east-1:111122223333:function:echo',
      left: true,
    });
  });

  it('stays warm between invocations', async () => {
    const before = await invoke('echo');
    const after = await invoke('echo');
    expect(after.answer.warm).toBe(before.answer.warm + 1);
    expect(after.answer.id).not.toBe(before.answer.id);
  });

  it('answers null when its handler returns nothing', async () => {
    expect((await invoke('nothing')).answer).toBeNull();
  });

  it('answers an error with its type, message and trace when the handler throws', async () => {
    const { StatusCode, FunctionError, answer } = await invoke('throwing');
    expect({ StatusCode, FunctionError }).toEqual({ StatusCode: 200, FunctionError: 'Unhandled' });
    expect(answer).toMatchObject({ errorType: 'TypeError', errorMessage: 'no such thing' });
    expect(answer.trace[0]).toContain('no such thing');
  });

  it('gives its last log lines when they are asked for', async () => {
    const { LogResult } = await invoke('echo', { asked: 1 }, { LogType: 'Tail' });
    const log = Buffer.from(LogResult ?? '', 'base64').toString('utf8');
    expect(log).toContain('seen {"asked":1}');
    expect(log).toMatch(/^START RequestId: .*\n(.*\n)*END RequestId: .*\nREPORT/);
  });

  it.each([
    ['waits too long', 'sleeping', 'Task timed out after 1.00 seconds'],
    ['never yields', 'looping', 'Task timed out after 1.00 seconds'],
    ['exits', 'exiting', 'Runtime exited with error: exit status 3'],
    ['cannot be imported', 'broken', 'no import'],
  ])('fails when it %s, and is invoked anew the next time', async (_, name, message) => {
    for (const _attempt of [1, 2]) {
      const { FunctionError, answer } = await invoke(name);
      expect(FunctionError).toBe('Unhandled');
      expect(answer.errorMessage).toContain(message);
    }
  });

  it('refuses a function that is not there, a payload that is no JSON and one too large', async () => {
    await expect(invoke('missing')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(invoke('echo', {}, { Payload: '{' })).rejects.toMatchObject({
      name: 'InvalidRequestContentException',
    });
    const large = { Payload: JSON.stringify('x'.repeat(1_048_576)), InvocationType: 'Event' };
    await expect(invoke('echo', {}, large)).rejects.toMatchObject({
      name: 'RequestTooLargeException',
    });
  });

  it('only checks the permission when asked for a dry run', async () => {
    expect((await invoke('echo', {}, { InvocationType: 'DryRun' })).StatusCode).toBe(204);
  });
});

describe('the environment of a function', () => {
  it('holds its own variables and keys of its role, and nothing of this machine', async () => {
    process.env.SECRET_OF_THE_MACHINE = 'x';
    const { answer } = await invoke('environment');
    expect(answer).toMatchObject({
      COLOUR: 'green',
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL: aws.endpoint,
      AWS_LAMBDA_FUNCTION_NAME: 'environment',
      TZ: 'UTC',
    });
    expect(answer.AWS_ACCESS_KEY_ID).toMatch(/^ASIA/);
    expect(answer).not.toHaveProperty('SECRET_OF_THE_MACHINE');
    expect(answer).not.toHaveProperty('NODE_OPTIONS');
  });
});

describe('the log of a function', () => {
  it('is kept in its log group', async () => {
    await invoke('echo', { mark: 'kept' });
    expect(logLines(aws.world, aws.home, '/aws/lambda/echo')).toContain('seen {"mark":"kept"}');
  });
});

describe('a function invoked and not waited for', () => {
  it('is answered at once, tried three times and then reported to both queues', async () => {
    const { StatusCode, answer } = await invoke('throwing', { n: 7 }, { InvocationType: 'Event' });
    expect({ StatusCode, answer }).toEqual({ StatusCode: 202, answer: undefined });
    await aws.world.events.idle();
    const [dead] = queuedMessages(aws.world, aws.home, 'dead');
    expect(JSON.parse(dead?.body ?? '')).toEqual({ n: 7 });
    const [failed] = queuedMessages(aws.world, aws.home, 'failed');
    expect(JSON.parse(failed?.body ?? '')).toMatchObject({
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
      requestPayload: { n: 7 },
      responsePayload: { errorType: 'TypeError' },
    });
  });
});

describe('permissions', () => {
  it('are those of the caller: without lambda:InvokeFunction nothing runs', async () => {
    const nobody = createRole(aws.world, aws.home, {
      name: 'nobody',
      trustPolicy: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }],
      },
    });
    const stranger = new LambdaClient(aws.clientFor(nobody.arn));
    await expect(stranger.send(new InvokeCommand({ FunctionName: 'echo' }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });
});
