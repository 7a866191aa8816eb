import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { SNSClient } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LocalAws } from '#infra/local/local-aws.ts';
import { putMetric } from '#infra/local/services/cloudwatch/put-metric.ts';
import { configState, ruleKey } from '#infra/local/services/config/state.ts';
import { createUser } from '#infra/local/services/iam/entities.ts';
import { publishedMessages, putTopic } from '#infra/local/services/sns/state.ts';
import { uploadErrorsPort } from '#shared/aws/cloudwatch.ts';
import { recorderPort } from '#shared/aws/recorder.ts';
import { remediationExceptionsPort } from '#shared/aws/remediation-exceptions.ts';
import { notifyPort } from '#shared/aws/sns.ts';
import type { Arn } from '#shared/connect/arn.ts';

const account = '111122223333';
const root = `arn:aws:iam::${account}:root`;
const instance = (id: string): Arn => `arn:aws:connect:us-east-1:${account}:instance/${id}`;
const minute = 60_000;

let aws: LocalAws;
let nobody: string;
beforeAll(async () => {
  aws = await LocalAws.start({ throttles: 'off' });
  nobody = createUser(aws.world, aws.home, { name: 'nobody' }).arn;
});
afterAll(() => aws.close());

describe('a topic', () => {
  const publishAs = (arn: string) => {
    const topic = putTopic(aws.world, aws.home, 'guard').arn as Arn;
    return notifyPort(new SNSClient(aws.clientFor(arn)), topic).publish({
      subject: 'Closed: a bucket',
      text: 'It was open.',
    });
  };

  it('takes a message', async () => {
    await publishAs(root);
    expect(publishedMessages(aws.world, aws.home, 'guard')).toMatchObject([
      { subject: 'Closed: a bucket', message: 'It was open.' },
    ]);
  });

  it('that lets nobody in makes publishing fail, and says which permission is missing', async () => {
    await expect(publishAs(nobody)).rejects.toMatchObject({
      name: 'AwsCallFailed',
      action: 'sns:Publish',
      code: 'AuthorizationErrorException',
    });
  });
});

describe('the metric of failed uploads', () => {
  const now = new Date();
  const since = new Date(now.getTime() - 60 * minute);
  const until = new Date(now.getTime() + minute);
  const port = (arn = root) => uploadErrorsPort(new CloudWatchClient(aws.clientFor(arn)));

  it('is counted by instance and minute, also for more instances than one call takes', async () => {
    const instances = Array.from({ length: 501 }, (_, index) => instance(`i-${index}`));
    for (const [id, ago] of [
      ['i-0', 5],
      ['i-0', 5],
      ['i-500', 10],
      ['i-500', 90],
    ] as const) {
      putMetric(
        aws.world,
        aws.home,
        {
          namespace: 'AWS/Connect',
          name: 'CallRecordingUploadError',
          dimensions: { InstanceId: id, MetricGroup: 'CallRecordings' },
        },
        [1],
        new Date(now.getTime() - ago * minute),
      );
    }
    const counted = await port().uploadErrors(instances, since, until);
    if (counted.state !== 'known') throw new Error('not known');
    const failing = [...counted.value].filter(([, counts]) => counts.length > 0);
    expect(failing.map(([arn, counts]) => [arn, counts.map(({ count }) => count)])).toEqual([
      [instance('i-0'), [2]],
      [instance('i-500'), [1]],
    ]);
  });

  it('that may not be read is unreadable, not zero', async () => {
    expect(await port(nobody).uploadErrors([instance('i-0')], since, until)).toMatchObject({
      state: 'unreadable',
      why: { action: 'cloudwatch:GetMetricData' },
    });
  });
});

it('remediation exceptions are read page by page, of one rule', async () => {
  const { exceptions } = configState(aws.world, aws.home);
  for (const [rule, count] of [
    ['closed', 30],
    ['closed-too', 1],
  ] as const) {
    for (let index = 0; index < count; index += 1) {
      const key = { resourceType: 'AWS::S3::Bucket', resourceId: `bucket-${index}` };
      exceptions.set(ruleKey(rule, key), {
        ConfigRuleName: rule,
        ResourceType: key.resourceType,
        ResourceId: key.resourceId,
        Message: 'gave up',
      });
    }
  }
  const port = remediationExceptionsPort(new ConfigServiceClient(aws.clientFor(root)));
  const found = await port.remediationExceptions('closed');
  if (found.state !== 'known') throw new Error('not known');
  expect(found.value).toHaveLength(30);
  expect(found.value[0]).toEqual({
    rule: 'closed',
    resourceType: 'AWS::S3::Bucket',
    resourceId: 'bucket-0',
    message: 'gave up',
  });
});

describe('the recorder of AWS Config', () => {
  const statuses = (arn: string) =>
    recorderPort(new ConfigServiceClient(aws.clientFor(arn))).statuses();

  it('says whether it records, and why it cannot', async () => {
    const { recorder } = configState(aws.world, aws.home);
    const status = { name: 'default', recording: true };
    expect(await statuses(root)).toEqual({ state: 'known', value: [status] });
    const failure = { code: 'AccessDenied', message: 's3:GetBucketPolicy' };
    recorder.lastError = failure;
    expect(await statuses(root)).toEqual({ state: 'known', value: [{ ...status, failure }] });
    delete recorder.lastError;
  });

  it('that may not be looked at is unreadable, not off', async () => {
    expect(await statuses(nobody)).toMatchObject({
      state: 'unreadable',
      why: { action: 'config:DescribeConfigurationRecorderStatus' },
    });
  });
});
