import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRole } from '#infra/local/services/iam/entities.ts';
import { putBucketPolicy } from '#infra/local/services/s3/bucket-policy.ts';
import { bucketState } from '#infra/local/services/s3/state.ts';
import { parsePolicy } from '#shared/policy/parse.ts';
import { planBucketPolicy } from '#shared/remediation/plan.ts';
import { type Impact, impactOf } from '#shared/usecases/impact.ts';
import {
  allow,
  baselineOf,
  bucket,
  bucketArn,
  home,
  type ImpactAccount,
  inventoryOf,
  live,
  root,
  source,
  startImpactAccount,
  trusted,
  worldAs,
} from './impact-account.ts';

let account: ImpactAccount;
let planned: string;
let impact: Impact;
const liveText = JSON.stringify(live);

const ask = (caller: string, lastUsed = false): Promise<Impact> =>
  impactOf(worldAs(account, caller), {
    place: home,
    bucket,
    inventory: inventoryOf(account),
    live: liveText,
    planned,
    lastUsed,
  });

const nameOf = (arn: string) => arn.split('/').at(-1) ?? '';
const shutOut = (name: string) => impact.shutOut.find(({ arn }) => nameOf(arn) === name);
const neighbour = (kind: string, who = '') =>
  impact.neighbours.find((each) => each.kind === kind && each.who.includes(who));
const Key = 'connect/acme/CallRecordings/2026/01/31/a.wav';
const fetches = (arn: string) =>
  new S3Client({ ...account.aws.clientFor(arn), maxAttempts: 1 })
    .send(new GetObjectCommand({ Bucket: bucket, Key }))
    .then(
      () => true,
      ({ name }: Error) => (name === 'AccessDenied' ? false : name),
    );

beforeAll(async () => {
  account = await startImpactAccount();
  const connect = new S3Client(account.aws.clientFor(account.principals.connect.arn));
  await connect.send(new PutObjectCommand({ Bucket: bucket, Key, Body: 'hello' }));
  const document = parsePolicy(liveText, 'resource');
  const plan = planBucketPolicy(baselineOf(account), document, liveText, 'merge');
  planned = plan.after ?? '';
  impact = await ask(root);
});
afterAll(() => account.aws.close());

describe('who loses access to a bucket', () => {
  it('is everybody whose own policies let it in today and whom nobody named', () => {
    expect(impact.shutOut.map(({ arn }) => nameOf(arn)).toSorted()).toEqual([
      'Analyst',
      'Auditor',
      'Delivery',
      'Replicator',
      'jane',
    ]);
    expect(impact.undecided).toEqual([]);
    expect(impact.keepsAccess).toBe(2);
    expect(impact.remains).toBe(root);
  });

  it('is told with the request, what lets it in, what shuts it out, and what it is named as', () => {
    expect(shutOut('Analyst')).toMatchObject({
      kind: 'role',
      id: account.principals.analyst.id,
      actions: [
        {
          action: 's3:GetObject',
          resource: `${bucketArn}/connect/acme/CallRecordings/2026/01/31/contact.wav`,
        },
      ],
      because:
        's3:GetObject: allowed today by statement 1 of Analyst/own, then denied by "ConnectStorageGuardDenyUnlisted" of the planned policy.',
      nameAs: 'workload',
    });
    expect(shutOut('Auditor')?.because).toContain('by statement 1 of ReadOnlyAccess,');
    expect(shutOut('jane')).toMatchObject({
      kind: 'user',
      because: expect.stringContaining(
        'by "FromOffice" of operations/endpoint when aws:sourcevpce is vpce-office,',
      ),
    });
  });

  it('is nobody when nothing changes, and nobody is told to keep what it never had', async () => {
    const same = await impactOf(worldAs(account, root), {
      place: home,
      bucket,
      inventory: inventoryOf(account),
      live: liveText,
      planned: liveText,
    });
    expect(same.shutOut).toEqual([]);
    expect(same.keepsAccess).toBe(7);
  });

  it('is everybody, as far as can be told, when IAM does not let us look', async () => {
    const blind = createRole(account.world, home, {
      name: 'Blind',
      trustPolicy: trusted('ec2.amazonaws.com'),
      policies: { own: allow('s3:GetBucketTagging') },
    });
    const { shutOut: found, undecided, neighbours } = await ask(blind.arn);
    expect(found).toEqual([]);
    expect(undecided).toEqual([
      {
        arn: `arn:aws:iam::${home.account}:*`,
        why: expect.stringContaining('iam:GetAccountAuthorizationDetails AccessDenied'),
      },
    ]);
    for (const { effect } of neighbours.filter(({ kind }) => kind !== 'logs')) {
      expect(effect).toBe('cannot tell');
    }
    expect(neighbours.find(({ kind }) => kind === 'replication')?.because).toBe(
      `s3:GetReplicationConfiguration AccessDenied on ${bucket} and s3:GetReplicationConfiguration AccessDenied on ${source}`,
    );
  });
});

describe('what works on a bucket by arrangement', () => {
  it('is Firehose, replication from our other buckets, and access logs', () => {
    expect(neighbour('firehose')).toMatchObject({
      who: account.principals.firehose.arn,
      effect: 'would be shut out',
      because: expect.stringContaining(
        's3:PutObject, which would be denied by "ConnectStorageGuardDenyUnlisted"',
      ),
    });
    expect(neighbour('replication')).toMatchObject({
      who: account.principals.replicator.arn,
      effect: 'would be shut out',
      because: expect.stringContaining(`replicates ${source} here`),
    });
    expect(neighbour('logs')).toEqual({
      kind: 'logs',
      who: 'logging.s3.amazonaws.com',
      effect: 'would be shut out',
      because: `logs of ${source}: it needs s3:PutObject, which would be denied by "ConnectStorageGuardDenyUnlisted" of the planned policy`,
    });
  });

  it('is the stack that made it, which may put its own policy back', () => {
    expect(neighbour('cloudformation')).toEqual({
      kind: 'cloudformation',
      who: 'Fixture',
      effect: 'cannot tell',
      because:
        'it works with the permissions of whoever deploys it; it manages the bucket policy: its next update may put its own back',
    });
  });
});

describe('when the planned policy is put', () => {
  it('exactly those who were said to lose access lose it', async () => {
    const { analyst, auditor, administrator, bounded } = account.principals;
    expect(
      await Promise.all([analyst, auditor, administrator].map(({ arn }) => fetches(arn))),
    ).toEqual([true, true, true]);
    const stored = bucketState(account.world, home, bucket);
    if (!stored) throw new Error(`no bucket ${bucket}`);
    putBucketPolicy(account.world, stored, planned);
    const everybody = [analyst, auditor, administrator, bounded];
    expect(await Promise.all(everybody.map(({ arn }) => fetches(arn)))).toEqual([
      false,
      false,
      true,
      false,
    ]);
  });

  it('IAM tells when they last used S3', async () => {
    const { shutOut: dated } = await ask(root, true);
    const used = (name: string) => dated.find(({ arn }) => nameOf(arn) === name)?.lastUsedS3;
    expect(Date.parse(used('Analyst') ?? '')).toBeGreaterThan(0);
    expect(used('jane')).toBe('never');
  });
});
