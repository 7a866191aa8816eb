import {
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Assembly } from '#infra/local/cloudformation/assembly.ts';
import { deployStack } from '#infra/local/cloudformation/deploy-stack.ts';
import type { Json } from '#infra/local/cloudformation/json.ts';
import { LocalAws } from '#infra/local/local-aws.ts';
import { assemblyOf, functionResource, roleResource, writeLogs } from '../fixture-stack.ts';

const sendTraces: Json = {
  Effect: 'Allow',
  Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
  Resource: '*',
};

const answering = 'export const handler = async () => "answered"';

const withTraces = (...statements: readonly Json[]): Assembly =>
  assemblyOf(
    {
      Role: roleResource('lambda.amazonaws.com', [writeLogs, ...statements]),
      Function: functionResource('answering', 'Role', { TracingConfig: { Mode: { Ref: 'Mode' } } }),
    },
    { answering },
    { Parameters: { Mode: { Type: 'String', Default: 'PassThrough' } } },
  );

let aws: LocalAws;
beforeAll(async () => {
  aws = await LocalAws.start();
});
afterAll(() => aws.close());

const deploy = (assembly: Assembly, Mode: string) =>
  deployStack(aws.world, aws.home, assembly, { Mode });

/** What the function answers, whether it sends traces, and what X-Ray was asked meanwhile. */
async function looked(): Promise<object> {
  const from = aws.world.ledger.entries.length;
  const lambda = new LambdaClient(aws.clientFor(`arn:aws:iam::${aws.home.account}:root`));
  const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: 'answering' }));
  const { TracingConfig } = await lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: 'answering' }),
  );
  return {
    answer: Buffer.from(Payload ?? []).toString(),
    mode: TracingConfig?.Mode,
    asked: aws.world.ledger.entries
      .slice(from)
      .filter(({ service }) => service === 'xray')
      .map(({ operation, error }) => [operation, error]),
  };
}

it('a function sends no traces until it is told to', async () => {
  await deploy(withTraces(), 'PassThrough');
  expect(await looked()).toEqual({ answer: '"answered"', mode: 'PassThrough', asked: [] });
});

it('one whose role may not send them is refused, and the function stays what it was', async () => {
  await expect(deploy(withTraces(), 'Active')).rejects.toThrow(
    'Function (AWS::Lambda::Function): The provided execution role does not have permissions to call PutTraceSegments on XRAY',
  );
  expect(await looked()).toMatchObject({ mode: 'PassThrough', asked: [] });
});

it('it is told to and sends them, and then no longer', async () => {
  await deploy(withTraces(sendTraces), 'Active');
  expect(await looked()).toEqual({
    answer: '"answered"',
    mode: 'Active',
    asked: [
      ['PutTelemetryRecords', undefined],
      ['PutTraceSegments', undefined],
    ],
  });
  await deploy(withTraces(), 'PassThrough');
  expect(await looked()).toMatchObject({ mode: 'PassThrough', asked: [] });
});
