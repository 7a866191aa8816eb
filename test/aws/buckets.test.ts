import { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { bucketPort } from '#shared/aws/buckets.ts';
import { AwsCallFailed } from '#shared/aws/errors.ts';
import { WriteRejected } from '#shared/ports.ts';
import { type Answer, type StandIn, s3Error, withStandIn, xml } from './stand-in.ts';

const account = '111122223333';
const bucket = 'amazon-connect-1a2b3c4d5e6f';

const port = ({ client }: StandIn) =>
  bucketPort(new S3Client({ ...client, followRegionRedirects: true }), account);

const answering = <T>(answer: Answer, use: (buckets: ReturnType<typeof port>) => Promise<T>) =>
  withStandIn(
    () => answer,
    (standIn) => use(port(standIn)),
  );

describe('reading a bucket policy', () => {
  it('gives the text byte for byte', async () => {
    const text = '{ "Version": "2012-10-17",\n  "Statement": [ ] }';
    const fact = await answering({ body: text }, (buckets) => buckets.policy(bucket));
    expect(fact).toEqual({ state: 'known', value: text });
  });

  it('is absent only when S3 says that there is no policy', async () => {
    const answer = s3Error('NoSuchBucketPolicy', 'The bucket policy does not exist', 404);
    expect(await answering(answer, (buckets) => buckets.policy(bucket))).toEqual({
      state: 'absent',
    });
  });

  it.each([
    ['AccessDenied', 403],
    ['AllAccessDisabled', 403],
    ['NoSuchBucket', 404],
  ])('is unreadable, naming the IAM action, on %s', async (code, status) => {
    const fact = await answering(s3Error(code, 'Access Denied', status), (buckets) =>
      buckets.policy(bucket),
    );
    expect(fact).toEqual({
      state: 'unreadable',
      why: { action: 's3:GetBucketPolicy', code, message: 'Access Denied' },
    });
  });

  it.each([
    ['SlowDown', 503],
    ['InternalError', 500],
    ['SomethingNew', 400],
  ])('throws on %s, so that it is tried again', async (code, status) => {
    const reading = answering(s3Error(code, 'Please try again', status), (buckets) =>
      buckets.policy(bucket),
    );
    await expect(reading).rejects.toThrow(AwsCallFailed);
    await expect(reading).rejects.toThrow(`s3:GetBucketPolicy: ${code}: Please try again`);
  });

  it('throws when nobody answers', async () => {
    const client = new S3Client({
      endpoint: 'http://127.0.0.1:1',
      region: 'eu-central-1',
      maxAttempts: 1,
      credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' },
    });
    await expect(bucketPort(client, account).policy(bucket)).rejects.toThrow(
      /^s3:GetBucketPolicy: .*ECONNREFUSED/,
    );
  });

  it('follows the bucket to its region', async () => {
    const redirect = {
      ...s3Error('PermanentRedirect', 'The bucket must be addressed elsewhere', 301),
      headers: { 'content-type': 'application/xml', 'x-amz-bucket-region': 'us-west-2' },
    };
    const policy = '{"Version":"2012-10-17","Statement":[]}';
    await withStandIn(
      ({ headers }) =>
        headers.authorization?.includes('/us-west-2/s3/') ? { body: policy } : redirect,
      async (standIn) => {
        expect(await port(standIn).policy(bucket)).toEqual({ state: 'known', value: policy });
      },
    );
  });
});

describe('writing a bucket policy', () => {
  it('sends the text as it is', () =>
    withStandIn(
      () => ({ status: 204 }),
      async (standIn) => {
        await port(standIn).putPolicy(bucket, '{"Version":"2012-10-17"}');
        expect(standIn.received[0]).toMatchObject({
          method: 'PUT',
          path: expect.stringContaining('policy'),
          body: '{"Version":"2012-10-17"}',
        });
        expect(standIn.received[0]?.headers).not.toHaveProperty(
          'x-amz-confirm-remove-self-bucket-access',
        );
      },
    ));

  it.each([
    ['MalformedPolicy', 'Invalid principal in policy', 400],
    [
      'AccessDenied',
      'User is not authorized because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access',
      403,
    ],
  ])('is rejected for what it says on %s', async (code, message, status) => {
    const writing = answering(s3Error(code, message, status), (buckets) =>
      buckets.putPolicy(bucket, '{}'),
    );
    await expect(writing).rejects.toThrow(WriteRejected);
    await expect(writing).rejects.toMatchObject({ code, message });
  });

  it.each([
    ['AccessDenied', 403],
    ['OperationAborted', 409],
    ['ServiceUnavailable', 503],
  ])('fails, but is not rejected, on %s', async (code, status) => {
    const writing = answering(s3Error(code, 'No', status), (buckets) =>
      buckets.putPolicy(bucket, '{}'),
    );
    await expect(writing).rejects.toThrow(`s3:PutBucketPolicy: ${code}: No`);
    await expect(writing).rejects.not.toThrow(WriteRejected);
  });
});

it('names the owner that the bucket must have in every call about one bucket', () =>
  withStandIn(
    ({ method }) => ({ status: method === 'GET' ? 200 : 204, body: method === 'GET' ? '{}' : '' }),
    async (standIn) => {
      const buckets = port(standIn);
      await buckets.policy(bucket);
      await buckets.putPolicy(bucket, '{}');
      await buckets.deletePolicy(bucket);
      const owners = standIn.received.map(({ headers }) => headers['x-amz-expected-bucket-owner']);
      expect(owners).toEqual([account, account, account]);
    },
  ));

describe('the buckets of this account', () => {
  const page = (names: readonly string[], token?: string) =>
    xml(
      `<ListAllMyBucketsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Buckets>${names
        .map(
          (name) =>
            `<Bucket><Name>${name}</Name><CreationDate>2024-03-01T12:00:00.000Z</CreationDate><BucketRegion>eu-central-1</BucketRegion></Bucket>`,
        )
        .join(
          '',
        )}</Buckets>${token ? `<ContinuationToken>${token}</ContinuationToken>` : ''}</ListAllMyBucketsResult>`,
    );

  it('are read from all pages, with their regions', () =>
    withStandIn(
      ({ path }) => (path.includes('continuation-token') ? page(['b']) : page(['a'], 'next')),
      async (standIn) => {
        const owned = await port(standIn).owned();
        const here = { owner: 'this-account', region: 'eu-central-1' };
        expect(owned).toEqual({
          state: 'known',
          value: new Map([
            ['a', here],
            ['b', here],
          ]),
        });
      },
    ));

  it('are asked for with a parameter, without which S3 leaves the regions out', () =>
    withStandIn(
      () => page([]),
      async (standIn) => {
        await port(standIn).owned();
        expect(standIn.received[0]?.path).toContain('max-buckets=1000');
      },
    ));

  it('are unreadable, not none, when access is denied', async () => {
    const owned = await answering(s3Error('AccessDenied', 'Access Denied', 403), (buckets) =>
      buckets.owned(),
    );
    expect(owned).toMatchObject({ state: 'unreadable', why: { action: 's3:ListAllMyBuckets' } });
  });
});
