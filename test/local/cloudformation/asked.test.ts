import {
  CloudFormationClient,
  DescribeStacksCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deployStack } from '#infra/local/cloudformation/deploy-stack.ts';
import { createBucket } from '#infra/local/services/s3/buckets.ts';
import { bucketNeighbourPort } from '#shared/aws/bucket-neighbours.ts';
import { assemblyOf } from '../fixture-stack.ts';
import { allow, home, startS3 } from '../s3-callers.ts';

let s3: Awaited<ReturnType<typeof startS3>>;
const as = (arn: string) => new CloudFormationClient({ ...s3.aws.clientFor(arn), maxAttempts: 1 });

beforeAll(async () => {
  s3 = await startS3();
  const recordings = { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'recordings' } };
  await deployStack(s3.world, home, assemblyOf({ Recordings: recordings }));
  createBucket(s3.world, home, { name: 'by-hand' });
  const tags = [{ Key: 'aws:cloudformation:stack-name', Value: 'Gone' }];
  createBucket(s3.world, home, { name: 'left-over', tags });
});
afterAll(() => s3.aws.close());

describe('CloudFormation', () => {
  it('tells of stacks and their resources, by name and by id', async () => {
    const admin = as(s3.admin.arn);
    const { Stacks = [] } = await admin.send(new DescribeStacksCommand({}));
    expect(Stacks).toMatchObject([{ StackName: 'Fixture', StackStatus: 'CREATE_COMPLETE' }]);
    const StackName = Stacks[0]?.StackId;
    const { StackResourceSummaries } = await admin.send(
      new ListStackResourcesCommand({ StackName }),
    );
    expect(StackResourceSummaries).toMatchObject([
      {
        LogicalResourceId: 'Recordings',
        PhysicalResourceId: 'recordings',
        ResourceType: 'AWS::S3::Bucket',
      },
    ]);
  });

  it('knows no other stack, and tells nobody who may not ask', async () => {
    const nobody = s3.role('Nobody', allow('s3:*'));
    const describe = new DescribeStacksCommand({ StackName: 'Other' });
    await expect(as(s3.admin.arn).send(describe)).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Stack with id Other does not exist',
    });
    await expect(as(nobody.arn).send(describe)).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});

describe('the stack of a bucket', () => {
  const stackOf = (bucket: string) => {
    const client = s3.aws.clientFor(s3.admin.arn);
    return bucketNeighbourPort(new S3Client(client), as(s3.admin.arn), home.account).stack(bucket);
  };

  it('is the one that made it, and may have no policy for it', async () => {
    expect(await stackOf('recordings')).toEqual({
      state: 'known',
      value: {
        name: 'Fixture',
        role: { state: 'absent' },
        managesPolicy: { state: 'known', value: 'no' },
      },
    });
  });

  it('may be gone, or in another region: then nothing is known of it but its name', async () => {
    expect(await stackOf('left-over')).toMatchObject({
      state: 'known',
      value: {
        name: 'Gone',
        role: { state: 'unreadable', why: { code: 'ValidationError' } },
        managesPolicy: { state: 'absent' },
      },
    });
  });

  it('is none of a bucket that was made by hand', async () => {
    expect(await stackOf('by-hand')).toEqual({ state: 'absent' });
  });
});
