import {
  AssociateInstanceStorageConfigCommand,
  ConnectClient,
  InstanceStorageResourceType,
  StorageType,
} from '@aws-sdk/client-connect';
import { PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { LedgerEntry } from '#infra/local/ledger.ts';
import type { LocalAws } from '#infra/local/local-aws.ts';
import { buckets, otherBuckets } from '#infra/local/scenarios/contact-center/buckets.ts';
import { instances } from '#infra/local/scenarios/contact-center/instances.ts';
import { tlsOnlyPolicy } from '#infra/local/scenarios/contact-center/policies.ts';
import { contactCenter } from '#infra/local/scenarios/contact-center.ts';
import { createBucket } from '#infra/local/services/s3/buckets.ts';
import { roleName } from '#shared/connect/deployment.ts';
import { guardedAccount, judged, s3As } from './guarded-account.ts';

jest.setTimeout(400_000);

const { account, partition, region } = contactCenter.home;
const root = `arn:${partition}:iam::${account}:root`;
const attachments = 'acme-sales-attachments';

let aws: LocalAws;
beforeAll(async () => {
  aws = await guardedAccount({ ...contactCenter.settings, mode: 'observe' });
  createBucket(aws.world, aws.home, { name: attachments });
  await aws.world.events.idle();
});
afterAll(() => aws.close());

/** What the function that keeps the inventory called while `happen` and what it set off went on. */
async function callsDuring(happen: () => Promise<unknown>): Promise<readonly string[]> {
  const from = aws.world.ledger.entries.length;
  await happen();
  await aws.world.events.idle();
  const role = roleName('FollowChanges', region);
  return aws.world.ledger.entries
    .slice(from)
    .filter(({ principal }) => principal.includes(`role/${role}`))
    .map(nameOf);
}

const nameOf = ({ service, operation, error }: LedgerEntry): string =>
  `${service}:${operation}${error === undefined ? '' : ` (${error})`}`;

const ofConnect = (calls: readonly string[]) => calls.filter((call) => call.startsWith('connect:'));

describe('a change of what an instance stores where', () => {
  let calls: readonly string[];
  beforeAll(async () => {
    const connect = new ConnectClient(aws.clientFor(root));
    calls = await callsDuring(() =>
      connect.send(
        new AssociateInstanceStorageConfigCommand({
          InstanceId: instances.sales.id,
          ResourceType: InstanceStorageResourceType.ATTACHMENTS,
          StorageConfig: {
            StorageType: StorageType.S3,
            S3Config: { BucketName: attachments, BucketPrefix: 'connect/acme-sales/Attachments' },
          },
        }),
      ),
    );
  });

  it('takes one request to Connect: for that instance and that type', () => {
    expect(ofConnect(calls)).toEqual(['connect:ListInstanceStorageConfigs']);
  });

  it('is kept, and the rules are started, once', () => {
    expect(calls.filter((call) => call.startsWith('config:'))).toEqual([
      expect.stringMatching(/StartConfigRulesEvaluation$/),
    ]);
    expect(calls.filter((call) => call.includes('('))).toEqual([]);
  });

  it('has the new bucket judged', async () => {
    expect(await judged(aws, attachments)).toMatchObject({ verdict: 'NON_COMPLIANT' });
  });
});

const putPolicy = (bucket: string) =>
  s3As(aws, root).send(
    new PutBucketPolicyCommand({ Bucket: bucket, Policy: tlsOnlyPolicy(bucket) }),
  );

describe('a change of a policy', () => {
  it('of a bucket of Connect is judged anew without one request to Connect', async () => {
    const calls = await callsDuring(() => putPolicy(buckets.sales));
    expect(ofConnect(calls)).toEqual([]);
    expect(calls).toContainEqual(expect.stringMatching(/StartConfigRulesEvaluation$/));
    expect(calls.filter((call) => call.includes('('))).toEqual([]);
  });

  it('of any other bucket is answered from the inventory', async () => {
    const [bucket = ''] = Object.values(otherBuckets);
    const calls = await callsDuring(() => putPolicy(bucket));
    expect(calls.filter((call) => !call.startsWith('logs:'))).toEqual(['s3:GetObject']);
  });
});
