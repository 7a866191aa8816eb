import {
  DeleteBucketPolicyCommand,
  GetBucketPolicyCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import { AssumeRootCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LocalAws } from '#infra/local/local-aws.ts';
import { createUser } from '#infra/local/services/iam/entities.ts';
import { createBucket } from '#infra/local/services/s3/buckets.ts';
import { centralizeRootAccess } from '#infra/local/services/sts/assume-root.ts';
import { sessionOf } from './session.ts';

const home = { partition: 'aws', account: '111122223333', region: 'eu-central-1' };
const management = { ...home, account: '999988887777' };
const bucket = 'locked-bucket';
const denyEverybody = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
    },
  ],
};
const allow = (Action: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
});

let aws: LocalAws;
beforeAll(async () => {
  aws = await LocalAws.start({ home });
  const { world } = aws;
  centralizeRootAccess(world, management);
  createUser(world, management, { name: 'rescuer', policies: { p: allow('sts:AssumeRoot') } });
  createUser(world, management, { name: 'idle' });
  createUser(world, home, { name: 'member', policies: { p: allow('sts:AssumeRoot') } });
  createBucket(world, home, { name: bucket, policy: JSON.stringify(denyEverybody) });
});
afterAll(() => aws.close());

const user = (name: string, { account } = management) => `arn:aws:iam::${account}:user/${name}`;
const task = 'arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy';
const assume = (who: string, more: object = {}) =>
  new STSClient({ ...aws.clientFor(who), maxAttempts: 1 }).send(
    new AssumeRootCommand({
      TargetPrincipal: home.account,
      TaskPolicyArn: { arn: task },
      ...more,
    }),
  );

describe('assuming the root of a member account', () => {
  it('unlocks a bucket that denies everybody, and does nothing else', async () => {
    const { Credentials } = await assume(user('rescuer'));
    expect(Credentials).toMatchObject({
      AccessKeyId: expect.stringMatching(/^ASIA/),
      SessionToken: expect.any(String),
      Expiration: expect.any(Date),
    });
    const session = sessionOf(aws, Credentials);
    const { Arn } = await new STSClient(session).send(new GetCallerIdentityCommand({}));
    expect(Arn).toBe(`arn:aws:iam::${home.account}:root`);
    const s3 = new S3Client(session);
    const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket: bucket }));
    expect(JSON.parse(Policy ?? '')).toMatchObject({ Statement: [{ Effect: 'Deny' }] });
    await s3.send(new DeleteBucketPolicyCommand({ Bucket: bucket }));
    await expect(s3.send(new GetBucketPolicyCommand({ Bucket: bucket }))).rejects.toMatchObject({
      name: 'NoSuchBucketPolicy',
    });
    await expect(s3.send(new ListObjectsV2Command({ Bucket: bucket }))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
  });

  it.each([
    ['somebody who may not', user('idle')],
    ['a member account', user('member', home)],
    ['the root of the management account', `arn:aws:iam::${management.account}:root`],
  ])('is not for %s', async (_, who) => {
    await expect(assume(who)).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it.each([
    ['another task', { TaskPolicyArn: { arn: 'arn:aws:iam::aws:policy/AdministratorAccess' } }],
    ['an hour', { DurationSeconds: 3600 }],
    ['nobody', { TargetPrincipal: 'somebody@example.com' }],
  ])('is not for %s', async (_, more) => {
    await expect(assume(user('rescuer'), more)).rejects.toMatchObject({ name: 'ValidationError' });
  });
});
