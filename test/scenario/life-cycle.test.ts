import { setTimeout } from 'node:timers/promises';
import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { adviceOn } from '#cli/errors.ts';
import { synthesize } from '#infra/aws/synthesize.ts';
import { type Assembly, loadAssembly } from '#infra/local/cloudformation/assembly.ts';
import { deleteStack, deployStack } from '#infra/local/cloudformation/deploy-stack.ts';
import type { LocalAws } from '#infra/local/local-aws.ts';
import { buckets } from '#infra/local/scenarios/contact-center/buckets.ts';
import { instances } from '#infra/local/scenarios/contact-center/instances.ts';
import { people } from '#infra/local/scenarios/contact-center/people.ts';
import { firstRecording } from '#infra/local/scenarios/contact-center/recordings.ts';
import { contactCenter } from '#infra/local/scenarios/contact-center.ts';
import { iamOf, roleNamed } from '#infra/local/services/iam/state.ts';
import { createKey } from '#infra/local/services/kms/state.ts';
import { bucketState } from '#infra/local/services/s3/state.ts';
import { deploymentIn } from '#shared/connect/deployment.ts';
import { canRead, guardedAccount, judged, openToAll, policyOf, s3As } from './guarded-account.ts';

const deployment = deploymentIn(contactCenter.home);
const remediator = deployment.remediatorRole.slice(deployment.remediatorRole.lastIndexOf('/') + 1);
const key = firstRecording(instances.sales.alias);

/** Version N, or one whose remediator has another name, so that the role is replaced. */
async function assemblyWith(nameOfRemediator: string): Promise<Assembly> {
  const assembly = loadAssembly(await synthesize());
  const template = structuredClone(assembly.template) as {
    Resources: Record<string, { UpdateReplacePolicy?: string; Properties: { RoleName: string } }>;
  };
  const role = template.Resources.RemediatorRole;
  if (!role) throw new Error('the stack has no remediator');
  role.Properties.RoleName = nameOfRemediator;
  role.UpdateReplacePolicy = 'Delete';
  return { ...assembly, template: template as unknown as Assembly['template'] };
}

const objectsOf = async (s3: S3Client): Promise<readonly string[]> => {
  const { Contents = [] } = await s3.send(
    new ListObjectsV2Command({ Bucket: deployment.stateBucket }),
  );
  return Contents.map(({ Key, ETag }) => `${Key} ${ETag}`);
};

jest.setTimeout(400_000);

describe('a guarded account', () => {
  let aws: LocalAws;
  beforeAll(async () => {
    aws = await guardedAccount(contactCenter.settings);
  });
  afterAll(() => aws.close());

  const remediatorId = () => roleNamed(iamOf(aws.world, aws.home), remediator).id;

  /** Whether a recording goes in and comes out, and for whom else. */
  async function access(): Promise<object> {
    const connect = s3As(aws, instances.sales.role);
    await connect.send(new PutObjectCommand({ Bucket: buckets.sales, Key: key, Body: 'a call' }));
    return {
      connect: await canRead(connect, buckets.sales, key),
      administrator: await canRead(s3As(aws, people.administrator), buckets.sales, key),
      analyst: await canRead(s3As(aws, people.analyst), buckets.sales, key),
    };
  }
  const asItShouldBe = { connect: true, administrator: true, analyst: false };

  /** Asks who gets in again and again while something is done. */
  async function throughout(work: Promise<unknown>): Promise<readonly object[]> {
    const seen: object[] = [];
    let goesOn = true;
    const done = work.finally(() => {
      goesOn = false;
    });
    while (goesOn) {
      seen.push(await access());
      await setTimeout(20);
    }
    await done;
    return [...seen, await access()];
  }

  /** Whether somebody gets an object into the state bucket. */
  const put = (who: string, Key: string) =>
    s3As(aws, who)
      .send(new PutObjectCommand({ Bucket: deployment.stateBucket, Key, Body: '{}' }))
      .then(
        () => 'written',
        ({ message }: Error) => message,
      );

  it('lets nobody but functions write what they alone write, and people what a command writes', async () => {
    for (const key of [
      'inventory.json',
      'refresh/learnt.json',
      'findings/bucket-policy-least-privilege.json',
      'notices/settings.json',
      'settings.last-good.json',
    ]) {
      expect(await put(people.engineer, key)).toMatch(/explicit deny|not authorized/);
    }
    expect(await put(deployment.remediatorRole, 'inventory.json')).toMatch(/not authorized/);
    expect(await put(deployment.remediatorRole, 'findings/b.json')).toMatch(/not authorized/);
    expect(await put(people.engineer, 'approvals/nobody.json')).toBe('written');
  });

  it('is upgraded to a version whose remediator is another role of the same name: nobody is locked out meanwhile', async () => {
    const engineer = s3As(aws, people.engineer);
    const [policy, objects, id] = [
      await policyOf(aws, buckets.sales),
      await objectsOf(engineer),
      remediatorId(),
    ];
    const upgrade = async () => {
      for (const name of [`${remediator}-2`, remediator]) {
        await deployStack(aws.world, aws.home, await assemblyWith(name));
      }
      await aws.world.events.idle();
    };
    const seen = await throughout(upgrade());

    expect(seen.length).toBeGreaterThan(2);
    expect(seen).toEqual(seen.map(() => asItShouldBe));
    expect(remediatorId()).not.toBe(id);
    expect(await policyOf(aws, buckets.sales)).toBe(policy);
    const kept = (each: string) => /^(backups|receipts|approvals|settings)/.test(each);
    expect(await objectsOf(engineer)).toEqual(
      expect.arrayContaining([...objects.filter(kept), expect.stringMatching(/^inventory\.json /)]),
    );
  });

  /** Somebody opens a bucket; the guard closes it again. */
  async function opensAndIsClosed(): Promise<void> {
    const administrator = s3As(aws, people.administrator);
    const Policy = openToAll(buckets.sales);
    await administrator.send(new PutBucketPolicyCommand({ Bucket: buckets.sales, Policy }));
    expect(await access()).toEqual({ ...asItShouldBe, analyst: true });
    await aws.world.events.idle();
    expect(await judged(aws, buckets.sales)).toMatchObject({ verdict: 'COMPLIANT' });
    expect(await access()).toEqual(asItShouldBe);
  }

  it('is guarded by the new one as by the old', opensAndIsClosed);

  /** By which keys what was stored since is encrypted. */
  function keysSince(moment: Date): ReadonlySet<string | undefined> {
    const { objects } = bucketState(aws.world, aws.home, deployment.stateBucket) ?? {};
    const versions = [...(objects?.values() ?? [])].flat();
    const since = versions.filter(({ lastModified }) => lastModified >= moment);
    return new Set(since.map(({ encryption }) => encryption.key));
  }

  const redeploy = async (parameters: Readonly<Record<string, string>>) => {
    const { changes } = await deployStack(aws.world, aws.home, await synthesize(), parameters);
    await aws.world.events.idle();
    return changes;
  };

  it('sends traces once it is deployed so, and only its functions and their roles change', async () => {
    const changes = await redeploy({ Tracing: 'Active' });
    expect(new Set(changes.map(({ type, action }) => `${type} ${action}`))).toEqual(
      new Set(['AWS::Lambda::Function update', 'AWS::IAM::Role update']),
    );
    const from = aws.world.ledger.entries.length;
    await opensAndIsClosed();
    const traced = aws.world.ledger.entries
      .slice(from)
      .filter(({ operation }) => operation === 'PutTraceSegments');
    expect(traced.length).toBeGreaterThan(0);
    expect(traced.filter(({ error }) => error !== undefined)).toEqual([]);
  });

  it('keeps its state under a key of the customer: who has not the key does not read it', async () => {
    const { arn: StateKeyArn } = createKey(aws.world, aws.home);
    const engineer = s3As(aws, people.engineer);
    const settings = { Bucket: deployment.stateBucket, Key: 'settings.json' };
    await redeploy({ StateKeyArn });
    const moment = aws.world.clock.now();
    await opensAndIsClosed();
    expect(keysSince(moment)).toEqual(new Set([StateKeyArn]));

    // From before the key: by Amazon S3 alone.
    await expect(engineer.send(new GetObjectCommand(settings))).resolves.toBeDefined();
    const [backup = ''] = (await objectsOf(engineer))
      .filter((each) => /^backups/.test(each))
      .slice(-1);
    for (const refused of [
      engineer.send(new GetObjectCommand({ ...settings, Key: backup.split(' ')[0] })),
      engineer.send(new PutObjectCommand({ ...settings, Body: '{}' })),
    ]) {
      await expect(refused).rejects.toThrow(/is not authorized to perform: kms:\w+/);
    }
    const root = s3As(aws, `arn:aws:iam::${aws.home.account}:root`);
    const put = { ...settings, Key: 'approvals/nobody.json', Body: '{}' };
    for (const refused of [
      { ...put, ServerSideEncryption: 'AES256' as const },
      { ...put, ServerSideEncryption: 'aws:kms' as const },
    ]) {
      await expect(root.send(new PutObjectCommand(refused))).rejects.toThrow(/explicit deny/);
    }
    const named = { ServerSideEncryption: 'aws:kms' as const, SSEKMSKeyId: StateKeyArn };
    await expect(root.send(new PutObjectCommand({ ...put, ...named }))).resolves.toBeDefined();

    await redeploy({ FormerStateKeyArn: StateKeyArn });
    const back = aws.world.clock.now();
    await opensAndIsClosed();
    expect(keysSince(back)).toEqual(new Set([undefined]));
  });

  it('lets only those people write what a command writes who are named, where some are', async () => {
    const approval = 'approvals/nobody.json';
    expect(await put(people.administrator, approval)).toBe('written');
    await redeploy({ StateWriters: `arn:aws:iam::*:role/Other,${people.engineer}` });
    for (const key of ['settings.json', approval, 'backups/b/forged.json']) {
      const denied = await put(people.administrator, key);
      expect(denied).toMatch(/explicit deny/);
      expect(adviceOn(denied)).toMatch(/parameter StateWriters/);
    }
    for (const who of [people.engineer, deployment.remediatorRole]) {
      expect([who, await put(who, approval)]).toEqual([who, 'written']);
    }
  });

  it('loses the stack: buckets stay closed as they are, and what is kept can be read', async () => {
    const engineer = s3As(aws, people.engineer);
    const [policy, objects] = [await policyOf(aws, buckets.sales), await objectsOf(engineer)];
    const seen = await throughout(deleteStack(aws.world, aws.home, 'ConnectStorageGuard'));

    expect(seen).toEqual(seen.map(() => asItShouldBe));
    expect(await policyOf(aws, buckets.sales)).toBe(policy);
    expect(await objectsOf(engineer)).toEqual(objects);
    const backup = objects.find((each) => each.startsWith(`backups/${buckets.sales}/`));
    const { Body } = await engineer.send(
      new GetObjectCommand({ Bucket: deployment.stateBucket, Key: backup?.split(' ')[0] }),
    );
    expect(JSON.parse((await Body?.transformToString()) ?? '')).toMatchObject({
      bucket: buckets.sales,
    });
  });

  it('keeps the roles that its policies exempt: nobody else can take their names', () => {
    const { roles } = iamOf(aws.world, aws.home);
    const left = [...roles.values()].map(({ arn }) => arn).filter((arn) => arn.includes('Guard-'));
    expect(left.toSorted()).toEqual(
      [deployment.remediatorRole, ...deployment.observerRoles].toSorted(),
    );
  });
});
