import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { ConnectClient } from '@aws-sdk/client-connect';
import { IAMClient } from '@aws-sdk/client-iam';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ClientSettings, LocalAws } from '#infra/local/local-aws.ts';
import { buckets as names } from '#infra/local/scenarios/contact-center/buckets.ts';
import { instances } from '#infra/local/scenarios/contact-center/instances.ts';
import { people } from '#infra/local/scenarios/contact-center/people.ts';
import { contactCenter } from '#infra/local/scenarios/contact-center.ts';
import { bucketPort } from '#shared/aws/buckets.ts';
import { configPort } from '#shared/aws/config.ts';
import { connectPort } from '#shared/aws/connect.ts';
import { iamPort } from '#shared/aws/iam.ts';
import { statePort } from '#shared/aws/state.ts';
import type { Arn } from '#shared/connect/arn.ts';
import { isArn } from '#shared/connect/arn.ts';
import { storageResourceTypes } from '#shared/connect/storage-types.ts';

/** The adapters on the embedded AWS, whose answers share no code with the stand-ins of this folder. */
let aws: LocalAws;
let root: ClientSettings;
const { account, partition, region } = contactCenter.home;

const arn = (text: string): Arn => {
  if (!isArn(text)) throw new Error(`no ARN: ${text}`);
  return text;
};

beforeAll(async () => {
  aws = await LocalAws.start({
    home: contactCenter.home,
    throttles: { connect: { perSecond: 1000, burst: 1000 } },
  });
  contactCenter.seed(aws.world);
  await aws.world.events.idle();
  root = aws.clientFor(`arn:${partition}:iam::${account}:root`);
});
afterAll(() => aws.close());

const as = (principal: string): ClientSettings => aws.clientFor(principal);

describe('bucket policies', () => {
  const buckets = () => bucketPort(new S3Client(root), account);

  it('are written, read back and deleted', async () => {
    const policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'Tls',
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: `arn:${partition}:s3:::${names.sales}/*`,
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    });
    expect(await buckets().policy(names.sales)).toEqual({ state: 'absent' });
    await buckets().putPolicy(names.sales, policy);
    const stored = await buckets().policy(names.sales);
    expect(stored.state === 'known' && JSON.parse(stored.value)).toEqual(JSON.parse(policy));
    await buckets().deletePolicy(names.sales);
    expect(await buckets().policy(names.sales)).toEqual({ state: 'absent' });
  });

  it('are unreadable where we are locked out, or when the bucket is not ours', async () => {
    const denied = { state: 'unreadable', why: { code: 'AccessDenied' } };
    const auditor = bucketPort(new S3Client(as(people.auditor)), account);
    expect(await auditor.policy(names.clinic)).toMatchObject(denied);
    const elsewhere = bucketPort(new S3Client(root), '444455556666');
    expect(await elsewhere.policy(names.sales)).toMatchObject(denied);
  });

  it('that are no policies are rejected', async () => {
    const writing = buckets().putPolicy(names.sales, '{"Version":"2012-10-17","Statement":{}}');
    await expect(writing).rejects.toMatchObject({ name: 'WriteRejected', code: 'MalformedPolicy' });
  });

  it('belong to the buckets of this account, whose regions are known', async () => {
    const owned = await buckets().owned();
    expect(owned.state === 'known' && owned.value.get(names.archive)).toEqual({
      owner: 'this-account',
      region,
    });
  });
});

describe('state', () => {
  const Bucket = 'state-of-the-guard';
  const state = () => statePort(new S3Client(root), Bucket, account);

  it('is written only over the version that was read', async () => {
    await new S3Client(root).send(
      new CreateBucketCommand({
        Bucket,
        CreateBucketConfiguration: { LocationConstraint: 'ap-northeast-1' },
      }),
    );
    expect(await state().read('settings.json')).toEqual({ state: 'absent' });
    const first = await state().write('settings.json', '{"a":1}', { ifMatch: null });
    expect(await state().write('settings.json', '{"a":2}', { ifMatch: null })).toBe(false);
    const stored = await state().read('settings.json');
    if (stored.state !== 'known') throw new Error('just written');
    expect(stored.value).toEqual({ body: '{"a":1}', etag: first });
    const { etag } = stored.value;
    const second = await state().write('settings.json', '{"a":3}', { ifMatch: etag });
    expect(second).toMatch(/^"\w+"$/);
    expect(await state().write('settings.json', '{"a":4}', { ifMatch: etag })).toBe(false);
    expect(await state().list('sett')).toEqual({ state: 'known', value: ['settings.json'] });
  });
});

describe('Connect', () => {
  const connect = (settings: ClientSettings) =>
    connectPort(new ConnectClient(settings), async () => {});

  it('tells its instances and, of all 13 types, what they store where', async () => {
    const listed = await connect(root).listInstances();
    if (listed.state !== 'known') throw new Error('root may list instances');
    expect(listed.value.map(({ alias }) => alias).toSorted()).toEqual(
      Object.values(instances)
        .map(({ alias }) => alias)
        .toSorted(),
    );
    const support = listed.value.find(({ id }) => id === instances.support.id);
    if (!support) throw new Error('the instance is listed');
    const types = Object.keys(storageResourceTypes);
    expect(types).toHaveLength(13);
    const found = await Promise.all(
      types.map((type) => connect(root).listStorage(support.arn, type)),
    );
    expect(found.map(({ state }) => state)).toEqual(types.map(() => 'known'));
    expect(found.flatMap((fact) => (fact.state === 'known' ? fact.value : []))).toContainEqual(
      expect.objectContaining({ resourceType: 'CALL_RECORDINGS', bucket: names.support }),
    );
  });

  it('does not know every type', async () => {
    const support = arn(
      `arn:${partition}:connect:${region}:${account}:instance/${instances.support.id}`,
    );
    expect(await connect(root).listStorage(support, 'HOLOGRAM_RECORDINGS')).toEqual({
      state: 'absent',
    });
  });

  it('is unreadable to whom it tells nothing', async () => {
    expect(await connect(as(people.analyst)).listInstances()).toMatchObject({
      state: 'unreadable',
      why: { action: 'connect:ListInstances', code: 'AccessDeniedException' },
    });
  });
});

describe('IAM', () => {
  const iam = (settings = root) => iamPort(new IAMClient(settings), account);

  it.each([
    ['the role of a permission set', people.administrator, /^AROA/],
    ['a user', people.dataScientist, /^AIDA/],
  ])('finds %s', async (_, principal, id) => {
    expect(await iam().principal(arn(principal))).toEqual({
      state: 'known',
      value: { arn: principal, id: expect.stringMatching(id) },
    });
  });

  it('tells who is not there from whom we may not see', async () => {
    const nobody = arn(`arn:${partition}:iam::${account}:role/Nobody`);
    expect(await iam().principal(nobody)).toEqual({ state: 'absent' });
    expect(await iam(as(people.analyst)).principal(arn(people.engineer))).toMatchObject({
      state: 'unreadable',
      why: { action: 'iam:GetRole', code: 'AccessDenied' },
    });
  });

  it('lists the roles of IAM Identity Center', async () => {
    const roles = await iam().rolesUnder('/aws-reserved/sso.amazonaws.com/');
    expect(roles.state === 'known' && roles.value.map((role) => role.arn)).toEqual([
      people.administrator,
    ]);
  });

  it('finds the role of an instance made before 2018 by its bucket', async () => {
    const roles = await iam().connectRolesNaming(names.archive);
    expect(roles.state === 'known' && roles.value.map((role) => role.arn)).toContain(
      instances.legacy.role,
    );
  });
});

it('has AWS Config refuse evaluations without a token of its own', async () => {
  const config = configPort(new ConfigServiceClient(root));
  const evaluation = {
    resourceType: 'AWS::S3::Bucket',
    resourceId: names.sales,
    verdict: 'COMPLIANT',
    annotation: 'made up',
    orderingTimestamp: new Date(),
  } as const;
  await expect(config.putEvaluations('made-up', [evaluation], false)).rejects.toThrow(
    'config:PutEvaluations: InvalidResultTokenException',
  );
});
