import { GetObjectCommand, ListObjectsV2Command, PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { LocalAws } from '#infra/local/local-aws.ts';
import { buckets, otherBuckets } from '#infra/local/scenarios/contact-center/buckets.ts';
import { instances } from '#infra/local/scenarios/contact-center/instances.ts';
import { people } from '#infra/local/scenarios/contact-center/people.ts';
import { firstRecording } from '#infra/local/scenarios/contact-center/recordings.ts';
import { contactCenter } from '#infra/local/scenarios/contact-center.ts';
import { configState } from '#infra/local/services/config/state.ts';
import { logGroups } from '#infra/local/services/logs/state.ts';
import { publishedMessages } from '#infra/local/services/sns/state.ts';
import { ssmState } from '#infra/local/services/ssm/state.ts';
import { correlationId } from '#shared/connect/correlation.ts';
import {
  configRuleName,
  deploymentIn,
  functionNames,
  topicName,
} from '#shared/connect/deployment.ts';
import { policyDigest } from '#shared/policy/canonical.ts';
import { guard } from '../cli/guard.ts';
import {
  canRead,
  guardedAccount,
  judged,
  openToAll,
  policyOf,
  policyWrites,
  s3As,
} from './guarded-account.ts';

const deployment = deploymentIn(contactCenter.home);
const statementsOf = (policy: string | undefined): Record<string, unknown>[] =>
  JSON.parse(policy ?? '{}').Statement;

jest.setTimeout(400_000);

describe('the contact center under enforcement', () => {
  let aws: LocalAws;
  beforeAll(async () => {
    aws = await guardedAccount(contactCenter.settings);
  });
  afterAll(() => aws.close());

  it('leaves alone the bucket that was right', async () => {
    expect(await judged(aws, buckets.support)).toMatchObject({ verdict: 'COMPLIANT' });
    expect(policyWrites(aws).filter((write) => write.includes(buckets.support))).toEqual([]);
  });

  it('closes the bucket that had no policy', async () => {
    expect(await judged(aws, buckets.sales)).toMatchObject({ verdict: 'COMPLIANT' });
    const key = firstRecording(instances.sales.alias);
    const reads = (arn: string) => canRead(s3As(aws, arn), buckets.sales, key);
    expect(await reads(instances.sales.role)).toBe(true);
    expect(await reads(people.administrator)).toBe(true);
    expect(await reads(people.analyst)).toBe(false);
    expect(await reads(people.dataScientist)).toBe(false);
  });

  it('lets both instances use the bucket that they share, and keeps the statement that was there', async () => {
    expect(await judged(aws, buckets.archive)).toMatchObject({ verdict: 'COMPLIANT' });
    const sids = statementsOf(await policyOf(aws, buckets.archive)).map(({ Sid }) => Sid);
    expect(sids).toEqual(
      expect.arrayContaining(['AcmeRequiresTls', 'ConnectStorageGuardDenyUnlisted']),
    );
    const key = firstRecording(instances.legacy.alias);
    expect(await canRead(s3As(aws, instances.legacy.role), buckets.archive, key)).toBe(true);
    expect(await canRead(s3As(aws, people.analyst), buckets.archive, key)).toBe(false);
    const { world } = aws;
    const refused = world.ledger.entries.filter(
      ({ principal, operation, error }) =>
        principal === instances.sales.role && operation === 'GetObject' && error,
    );
    expect(refused).toEqual([]);
  });

  it('says that a bucket was locked without us, and does not touch it', async () => {
    const judgement = await judged(aws, buckets.clinic);
    expect(judgement?.verdict).toBe('NON_COMPLIANT');
    expect(judgement?.reason).toMatch(/^Cannot tell: locked without us/);
    expect(policyWrites(aws).filter((write) => write.includes(buckets.clinic))).toEqual([]);
    expect(statementsOf(await policyOf(aws, buckets.clinic))).toHaveLength(1);
  });

  it('has nothing to do with the other buckets', async () => {
    for (const bucket of Object.values(otherBuckets)) {
      expect((await judged(aws, bucket))?.verdict ?? 'NOT_APPLICABLE').toBe('NOT_APPLICABLE');
      expect(policyWrites(aws).filter((write) => write.includes(bucket))).toEqual([]);
    }
  });

  it('writes by the remediator only', () => {
    const writers = new Set(policyWrites(aws).map((write) => write.split(' ')[0]));
    expect([...writers]).toEqual([deployment.remediatorRole]);
  });

  /** From CloudTrail's event and AWS Config's question to the execution of Systems Manager, by one id. */
  async function leavesATrail(policy: string): Promise<void> {
    const id = correlationId(buckets.sales, policyDigest(policy));
    const trail = [...logGroups(aws.world, aws.home).values()].flatMap(({ name, lines }) =>
      lines
        .filter(({ text }) => text.startsWith('{') && text.includes(`"correlationId":"${id}"`))
        .map(({ text }) => ({ function: name.split('/').at(-1), ...JSON.parse(text) })),
    );
    const by = (name: string) => trail.filter((line) => line.function === name);
    const backup = expect.stringMatching(new RegExp(`^backups/${id.replace('/', '/.*-')}\\.json$`));
    expect(by(functionNames.followChanges)).toMatchObject([{ kept: backup }]);
    expect(by(functionNames.evaluateBuckets)).toContainEqual(
      expect.objectContaining({
        message: 'NON_COMPLIANT',
        configRuleName: configRuleName('bucket-policy-least-privilege'),
        invokedAt: expect.anything(),
      }),
    );
    const runs = by(functionNames.remediateBucketPolicy);
    expect(runs).toContainEqual(expect.objectContaining({ message: 'REMEDIATED', backup }));
    const executions = [...ssmState(aws.world, aws.home).executions.keys()];
    expect(executions).toEqual(expect.arrayContaining(runs.map(({ executionId }) => executionId)));
    const told = publishedMessages(aws.world, aws.home, topicName).map(({ message }) => message);
    expect(told.filter((message) => message.includes(`correlationId ${id}`))).toHaveLength(1);
  }

  it('closes a bucket again that somebody opens, and can put back what was there', async () => {
    const opened = openToAll(buckets.sales);
    const key = firstRecording(instances.sales.alias);
    const administrator = s3As(aws, people.administrator);
    const analyst = s3As(aws, people.analyst);
    await administrator.send(new PutBucketPolicyCommand({ Bucket: buckets.sales, Policy: opened }));
    expect(await canRead(analyst, buckets.sales, key)).toBe(true);

    await aws.world.events.idle();
    expect(await judged(aws, buckets.sales)).toMatchObject({ verdict: 'COMPLIANT' });
    expect(await canRead(analyst, buckets.sales, key)).toBe(false);
    expect(await canRead(administrator, buckets.sales, key)).toBe(true);
    expect(await canRead(s3As(aws, instances.sales.role), buckets.sales, key)).toBe(true);
    await leavesATrail(opened);

    const engineer = s3As(aws, people.engineer);
    const { Contents = [] } = await engineer.send(
      new ListObjectsV2Command({
        Bucket: deployment.stateBucket,
        Prefix: `backups/${buckets.sales}/`,
      }),
    );
    const backup = Contents.flatMap(({ Key }) => Key ?? [])
      .sort()
      .at(-1);
    const { Body } = await engineer.send(
      new GetObjectCommand({ Bucket: deployment.stateBucket, Key: backup }),
    );
    const { before } = JSON.parse((await Body?.transformToString()) ?? '{}');
    expect(JSON.parse(before)).toEqual(JSON.parse(opened));

    const { accessKeyId, secretAccessKey, sessionToken = '' } = aws.credentialsFor(people.engineer);
    const env = {
      AWS_ENDPOINT_URL: aws.endpoint,
      AWS_REGION: aws.home.region,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
    };
    const only = await guard(['restore', buckets.sales], { env });
    expect(only.stdout).toContain(backup);
    expect((await judged(aws, buckets.sales))?.verdict).toBe('COMPLIANT');
    configState(aws.world, aws.home).recorder.recording = false;
    const restored = await guard(['restore', buckets.sales, '--yes', '--json'], { env });
    expect(restored.code).toBe(0);
    expect(JSON.parse(restored.stdout)).toMatchObject({ status: 'Success', outcome: 'RESTORED' });
    await aws.world.events.idle();
    expect(JSON.parse((await policyOf(aws, buckets.sales)) ?? '')).toEqual(JSON.parse(opened));
    expect(await canRead(analyst, buckets.sales, key)).toBe(true);
    // Without a recorder AWS Config does not notice by itself.
    expect((await judged(aws, buckets.sales))?.verdict).toBe('NON_COMPLIANT');
  });
});

describe('the contact center while the guard observes', () => {
  let aws: LocalAws;
  beforeAll(async () => {
    aws = await guardedAccount({ ...contactCenter.settings, mode: 'observe' });
  });
  afterAll(() => aws.close());

  it('judges every bucket of Connect', async () => {
    expect((await judged(aws, buckets.sales))?.verdict).toBe('NON_COMPLIANT');
    expect((await judged(aws, buckets.archive))?.verdict).toBe('NON_COMPLIANT');
    expect((await judged(aws, buckets.support))?.verdict).toBe('COMPLIANT');
  });

  it('shows the request that gets through', async () => {
    expect((await judged(aws, buckets.sales))?.reason).toMatch(/can s3:\w+/);
  });

  it('writes no bucket policy and keeps no backup', () => {
    expect(policyWrites(aws)).toEqual([]);
    const stored = aws.world.ledger.entries.flatMap(({ operation, checks }) =>
      operation === 'PutObject' ? (checks[0]?.resource ?? []) : [],
    );
    expect(stored.filter((key) => key.includes('/backups/'))).toEqual([]);
  });

  it('asks Amazon Connect 71 times in all: once for the list, 14 times for each instance', () => {
    const calls = aws.world.ledger.entries.filter(({ service }) => service === 'connect');
    expect(calls).toHaveLength(71);
  });
});
