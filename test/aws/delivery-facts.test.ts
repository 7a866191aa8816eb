import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { PutBucketEncryptionCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LocalAws } from '#infra/local/local-aws.ts';
import { createBucket } from '#infra/local/services/s3/buckets.ts';
import { bucketConfigurationPort } from '#shared/aws/bucket-configuration.ts';
import { principalPoliciesPort } from '#shared/aws/principal-policies.ts';
import type { Arn } from '#shared/connect/arn.ts';
import { firehoseTrust } from '#shared/rules/stream/sample-delivery.ts';

/** What only the rules about deliveries want to know. */
const bucket = 'records-with-a-bucket-key';
let aws: LocalAws;
let account: string;

beforeAll(async () => {
  aws = await LocalAws.start();
  account = aws.home.account;
  createBucket(aws.world, aws.home, { name: bucket });
});
afterAll(() => aws.close());

const root = () => aws.clientFor(`arn:${aws.home.partition}:iam::${account}:root`);

describe('a delivery', () => {
  it('is told whom the role trusts, decoded', async () => {
    const client = new IAMClient(root());
    await client.send(
      new CreateRoleCommand({ RoleName: 'Firehose', AssumeRolePolicyDocument: firehoseTrust }),
    );
    const role: Arn = `arn:${aws.home.partition}:iam::${account}:role/Firehose`;
    const found = await principalPoliciesPort(client, account).effectivePolicies(role);
    const trust = found.state === 'known' ? found.value.trust : undefined;
    expect(JSON.parse(trust ?? '')).toEqual(JSON.parse(firehoseTrust));
  });

  it.each([true, false])('is told whether the bucket has a bucket key: %j', async (on) => {
    const client = new S3Client(root());
    await client.send(
      new PutBucketEncryptionCommand({
        Bucket: bucket,
        ServerSideEncryptionConfiguration: {
          Rules: [
            {
              ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' },
              BucketKeyEnabled: on,
            },
          ],
        },
      }),
    );
    expect(await bucketConfigurationPort(client, account).encryption(bucket)).toEqual({
      state: 'known',
      value: { algorithm: 'aws:kms', ...(on && { bucketKey: true }) },
    });
  });
});
