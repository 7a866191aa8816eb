import {
  CreateDocumentCommand,
  GetAutomationExecutionCommand,
  SendAutomationSignalCommand,
  type SignalType,
  SSMClient,
  StartAutomationExecutionCommand,
} from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { VirtualClock } from '#infra/local/clock.ts';
import { LocalAws } from '#infra/local/local-aws.ts';
import { createRole, createUser } from '#infra/local/services/iam/entities.ts';
import { publishedMessages, putTopic } from '#infra/local/services/sns/state.ts';

const account = '111122223333';
const root = `arn:aws:iam::${account}:root`;
const allow = (...actions: readonly string[]) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
});

let aws: LocalAws;
let clock: VirtualClock;
let ssm: SSMClient;
let approver: string;
beforeEach(async () => {
  clock = new VirtualClock(new Date('2026-03-01T12:00:00Z'), { autoAdvance: true });
  aws = await LocalAws.start({ throttles: 'off', clock });
  ssm = new SSMClient(aws.clientFor(root));
  const { arn: topic } = putTopic(aws.world, aws.home, 'approvals');
  approver = createUser(aws.world, aws.home, {
    name: 'ann',
    policies: { Signal: allow('ssm:SendAutomationSignal') },
  }).arn;
  createUser(aws.world, aws.home, {
    name: 'bob',
    policies: { Signal: allow('ssm:SendAutomationSignal') },
  });
  const content = {
    schemaVersion: '0.3',
    assumeRole: '{{ Role }}',
    parameters: { Role: { type: 'String' }, Approvers: { type: 'StringList' } },
    mainSteps: [
      {
        name: 'Ask',
        action: 'aws:approve',
        timeoutSeconds: 3600,
        onFailure: 'Abort',
        inputs: {
          NotificationArn: topic,
          Message: 'Close the bucket?',
          MinRequiredApprovals: 1,
          Approvers: '{{ Approvers }}',
        },
      },
      { name: 'Do', action: 'aws:sleep', isEnd: true, inputs: { Duration: 'PT1S' } },
    ],
    outputs: ['Ask.ApprovalStatus'],
  };
  await ssm.send(
    new CreateDocumentCommand({
      Name: 'AskFirst',
      DocumentType: 'Automation',
      Content: JSON.stringify(content),
    }),
  );
});
afterEach(async () => {
  await aws.close();
  expect(aws.world.events.failures).toEqual([]);
});

async function start(...actions: readonly string[]): Promise<string> {
  const { arn } = createRole(aws.world, aws.home, {
    name: 'automation',
    trustPolicy: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'ssm.amazonaws.com' },
          Action: 'sts:AssumeRole',
        },
      ],
    },
    policies: { Own: allow(...actions) },
  });
  const { AutomationExecutionId = '' } = await ssm.send(
    new StartAutomationExecutionCommand({
      DocumentName: 'AskFirst',
      Parameters: { Role: [arn], Approvers: [approver] },
    }),
  );
  await aws.world.events.idle();
  return AutomationExecutionId;
}

const signal = (AutomationExecutionId: string, SignalType: SignalType, user = approver) =>
  new SSMClient(aws.clientFor(user)).send(
    new SendAutomationSignalCommand({
      AutomationExecutionId,
      SignalType,
      Payload: { Comment: ['as agreed'] },
    }),
  );

async function outcomeOf(AutomationExecutionId: string) {
  await ssm.send(new GetAutomationExecutionCommand({ AutomationExecutionId }));
  await aws.world.events.idle();
  const { AutomationExecution } = await ssm.send(
    new GetAutomationExecutionCommand({ AutomationExecutionId }),
  );
  return AutomationExecution;
}

describe('aws:approve', () => {
  it('tells the topic, and waits', async () => {
    const id = await start('sns:Publish');
    expect(await outcomeOf(id)).toMatchObject({
      AutomationExecutionStatus: 'Waiting',
      StepExecutions: [{ StepName: 'Ask', StepStatus: 'Waiting' }],
    });
    const [message] = publishedMessages(aws.world, aws.home, 'approvals');
    expect(message?.message).toContain('Close the bucket?');
    expect(message?.message).toContain(id);
  });

  it('goes on when an approver approves', async () => {
    const id = await start('sns:Publish');
    await signal(id, 'Approve');
    expect(await outcomeOf(id)).toMatchObject({
      AutomationExecutionStatus: 'Success',
      Outputs: { 'Ask.ApprovalStatus': ['Approved'] },
    });
  });

  it('fails when an approver rejects', async () => {
    const id = await start('sns:Publish');
    await signal(id, 'Reject');
    expect(await outcomeOf(id)).toMatchObject({
      AutomationExecutionStatus: 'Failed',
      FailureMessage: expect.stringContaining('rejected by'),
    });
  });

  it('fails when nobody answers in time', async () => {
    const id = await start('sns:Publish');
    clock.advance(3599 * 1000);
    expect((await outcomeOf(id))?.AutomationExecutionStatus).toBe('Waiting');
    clock.advance(1000);
    expect((await outcomeOf(id))?.AutomationExecutionStatus).toBe('Failed');
  });

  it('takes no answer from anybody else, and only one', async () => {
    const id = await start('sns:Publish');
    const bob = approver.replace('/ann', '/bob');
    await expect(signal(id, 'Approve', bob)).rejects.toThrow('not among the approvers');
    await signal(id, 'Approve');
    await expect(signal(id, 'Reject')).rejects.toMatchObject({
      name: 'InvalidAutomationSignalException',
    });
  });

  it('fails when the role may not publish to the topic', async () => {
    const id = await start('ssm:GetParameter');
    expect(await outcomeOf(id)).toMatchObject({
      AutomationExecutionStatus: 'Failed',
      FailureMessage: expect.stringContaining('sns:Publish'),
    });
  });
});
