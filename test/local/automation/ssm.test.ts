import {
  CreateDocumentCommand,
  GetAutomationExecutionCommand,
  GetDocumentCommand,
  GetParameterCommand,
  GetParametersCommand,
  PutParameterCommand,
  SSMClient,
  StartAutomationExecutionCommand,
} from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LocalAws } from '#infra/local/local-aws.ts';
import { createRole } from '#infra/local/services/iam/entities.ts';

let aws: LocalAws;
let ssm: SSMClient;

const allow = (action: string, resource = '*') => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: action, Resource: resource }],
});
const trusting = (principal: object, condition?: object) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: principal,
      Action: 'sts:AssumeRole',
      ...(condition && { Condition: condition }),
    },
  ],
});
const account = { AWS: 'arn:aws:iam::111122223333:root' };

const content = {
  schemaVersion: '0.3',
  assumeRole: '{{ AutomationAssumeRole }}',
  parameters: { AutomationAssumeRole: { type: 'String' }, Name: { type: 'String' } },
  mainSteps: [
    {
      name: 'Read',
      action: 'aws:executeAwsApi',
      inputs: { Service: 'ssm', Api: 'GetParameter', Name: '{{ Name }}' },
      outputs: [{ Name: 'Value', Selector: '$.Parameter.Value', Type: 'String' }],
    },
  ],
  outputs: ['Read.Value'],
};

beforeEach(async () => {
  aws = await LocalAws.start();
  ssm = new SSMClient(aws.clientFor('arn:aws:iam::111122223333:root'));
  await ssm.send(
    new CreateDocumentCommand({
      Name: 'ReadSetting',
      DocumentType: 'Automation',
      Content: JSON.stringify(content),
    }),
  );
  await ssm.send(new PutParameterCommand({ Name: '/colour', Type: 'String', Value: 'green' }));
});
afterEach(() => aws.close());

async function run(roleArn: string) {
  const { AutomationExecutionId } = await ssm.send(
    new StartAutomationExecutionCommand({
      DocumentName: 'ReadSetting',
      Parameters: { AutomationAssumeRole: [roleArn], Name: ['/colour'] },
    }),
  );
  await aws.world.events.idle();
  const { AutomationExecution } = await ssm.send(
    new GetAutomationExecutionCommand({ AutomationExecutionId }),
  );
  return AutomationExecution;
}

describe('an Automation execution', () => {
  it('runs its steps under the role that the document names', async () => {
    const { arn } = createRole(aws.world, aws.home, {
      name: 'automation',
      trustPolicy: trusting(
        { Service: 'ssm.amazonaws.com' },
        {
          StringEquals: { 'aws:SourceAccount': '111122223333' },
          ArnLike: { 'aws:SourceArn': 'arn:aws:ssm:us-east-1:111122223333:automation-execution/*' },
        },
      ),
      policies: { Read: allow('ssm:GetParameter') },
    });
    expect(await run(arn)).toMatchObject({
      AutomationExecutionStatus: 'Success',
      Outputs: { 'Read.Value': ['green'] },
      StepExecutions: [{ StepName: 'Read', StepStatus: 'Success' }],
    });
    const call = aws.world.ledger.entries.findLast(({ operation }) => operation === 'GetParameter');
    expect(call?.principal).toBe(arn);
  });

  it('fails when the role does not trust Systems Manager', async () => {
    const { arn } = createRole(aws.world, aws.home, {
      name: 'other',
      trustPolicy: trusting({ Service: 'lambda.amazonaws.com' }),
    });
    const execution = await run(arn);
    expect(execution?.AutomationExecutionStatus).toBe('Failed');
    expect(execution?.FailureMessage).toContain('not authorized to perform: sts:AssumeRole');
  });

  it('fails at the step that the role may not do', async () => {
    const { arn } = createRole(aws.world, aws.home, {
      name: 'powerless',
      trustPolicy: trusting({ Service: 'ssm.amazonaws.com' }),
    });
    const execution = await run(arn);
    expect(execution).toMatchObject({
      AutomationExecutionStatus: 'Failed',
      StepExecutions: [{ StepName: 'Read', StepStatus: 'Failed' }],
    });
    expect(execution?.FailureMessage).toContain('ssm:GetParameter');
  });

  it('is not started by somebody who may not pass the role', async () => {
    const { arn } = createRole(aws.world, aws.home, {
      name: 'starter',
      trustPolicy: trusting(account),
      policies: { Start: allow('ssm:StartAutomationExecution') },
    });
    const starter = new SSMClient(aws.clientFor(arn));
    await expect(
      starter.send(
        new StartAutomationExecutionCommand({
          DocumentName: 'ReadSetting',
          Parameters: { AutomationAssumeRole: [arn], Name: ['/colour'] },
        }),
      ),
    ).rejects.toThrow('iam:PassRole');
  });

  it('is not started of a document that is not there, or with parameters that do not fit', async () => {
    const start = (DocumentName: string, Parameters: Record<string, string[]>) =>
      ssm.send(new StartAutomationExecutionCommand({ DocumentName, Parameters }));
    await expect(start('Missing', {})).rejects.toMatchObject({
      name: 'AutomationDefinitionNotFoundException',
    });
    await expect(start('ReadSetting', { Name: ['x'] })).rejects.toMatchObject({
      name: 'InvalidAutomationExecutionParametersException',
    });
  });
});

describe('documents and parameters', () => {
  it('are given as they were put', async () => {
    const document = await ssm.send(new GetDocumentCommand({ Name: 'ReadSetting' }));
    expect(JSON.parse(document.Content ?? '')).toEqual(content);
    const { Parameters, InvalidParameters } = await ssm.send(
      new GetParametersCommand({ Names: ['/colour', '/size'] }),
    );
    expect(Parameters).toMatchObject([{ Name: '/colour', Value: 'green', Version: 1 }]);
    expect(InvalidParameters).toEqual(['/size']);
  });

  it('are refused when they exist, are missing or are no runbook', async () => {
    const again = new PutParameterCommand({ Name: '/colour', Type: 'String', Value: 'red' });
    await expect(ssm.send(again)).rejects.toMatchObject({ name: 'ParameterAlreadyExists' });
    await expect(ssm.send(new GetParameterCommand({ Name: '/size' }))).rejects.toMatchObject({
      name: 'ParameterNotFound',
    });
    const create = new CreateDocumentCommand({
      Name: 'Bad',
      DocumentType: 'Automation',
      Content: '{"schemaVersion":"0.3"}',
    });
    await expect(ssm.send(create)).rejects.toMatchObject({
      name: 'InvalidDocumentContent',
      message: expect.stringContaining('mainSteps'),
    });
  });
});
