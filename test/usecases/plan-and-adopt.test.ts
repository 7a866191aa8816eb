import { describe, expect, it } from '@jest/globals';
import type { Arn } from '#shared/connect/arn.ts';
import { generateBucketPolicy } from '#shared/generate/bucket-policy.ts';
import { checkBucketPolicy } from '#shared/generate/check-bucket-policy.ts';
import { adoptBucket } from '#shared/usecases/adopt-bucket.ts';
import { planAnswer } from '#shared/usecases/plan-answer.ts';
import { planBucket } from '#shared/usecases/plan-bucket.ts';
import { remediateBucketPolicy } from '#shared/usecases/remediate-bucket-policy.ts';
import { restoreBucketPolicy } from '#shared/usecases/restore-bucket-policy.ts';
import {
  bucket,
  type ContactCenter,
  contactCenter,
  deployment,
  facts,
  roles,
  settings,
} from '../fakes/contact-center.ts';

const request = { deployment, bucket, check: checkBucketPolicy };
const plan = (world: ContactCenter, by: 'person' | 'automation' = 'person', caller?: Arn) =>
  planBucket(world, { ...request, by, ...(caller && { caller }) });

describe('a plan of a bucket', () => {
  it('says what would be written, to the digest, and writes nothing', async () => {
    const world = contactCenter();
    const shown = await plan(world);
    expect(shown).toMatchObject({
      bucket,
      live: null,
      refusals: [],
      undecided: [],
      now: { verdict: 'NON_COMPLIANT' },
      meaning: { relation: 'more' },
      newPrincipals: [],
      maximumBytes: 20_480,
    });
    expect(shown.exempt).toContainEqual({ ...roles.tokyo, as: 'connect' });
    expect(shown.exempt).toContainEqual({ ...roles.admin, as: 'administrator' });
    expect(shown.statements.added).toHaveLength(3);
    expect([...world.state.objects.keys()].filter((key) => !/^(inv|set|app)/.test(key))).toEqual(
      [],
    );
    const planned = shown.digest ?? '';
    const by = { kind: 'person', caller: roles.admin.arn, planned } as const;
    const done = await remediateBucketPolicy(world, { ...request, executionId: 'e', by });
    expect(done).toMatchObject({ status: 'REMEDIATED', digestAfter: planned });
  });

  it('names who is new, and the guard by itself waits', async () => {
    const world = contactCenter();
    world.state.objects.delete(`approvals/${bucket}.json`);
    expect(await plan(world)).toMatchObject({ refusals: [], newPrincipals: [roles.admin.arn] });
    expect(await plan(world, 'automation')).toMatchObject({
      refusals: [{ code: 'NEW_PRINCIPALS' }],
    });
  });

  it('of a closed bucket is empty', async () => {
    const world = contactCenter();
    await remediateBucketPolicy(world, { ...request, executionId: 'e' });
    const shown = await plan(world);
    expect(shown).toMatchObject({ now: { verdict: 'COMPLIANT' }, bytes: 0, refusals: [] });
    expect(shown).not.toHaveProperty('plan');
    expect(planAnswer(shown)).toMatchObject({ status: 'ALREADY_COMPLIANT', digest: '' });
  });

  it('tells a person who would be shut out', async () => {
    const caller = 'arn:aws:sts::111122223333:assumed-role/PlatformEngineer/me';
    expect(await plan(contactCenter(), 'person', caller)).toMatchObject({
      refusals: [{ code: 'CALLER_SHUT_OUT' }],
    });
  });

  it('refuses what the live policy says of a role of Connect that the inventory does not know', async () => {
    const world = contactCenter();
    const unknown = `${roles.tokyo.arn.slice(0, -5)}Kyoto` as Arn;
    world.iam.ids.set(unknown, 'AROAKYOTOCONNECT00001');
    const both = {
      ...facts,
      connectRoles: [roles.tokyo, { arn: unknown, id: 'AROAKYOTOCONNECT00001' }],
    };
    world.bucket.policies.set(bucket, JSON.stringify(generateBucketPolicy(both)));
    expect(await plan(world)).toMatchObject({ refusals: [{ code: 'UNKNOWN_CONNECT_ROLE' }] });
    world.iam.ids.delete(unknown);
    expect(await plan(world)).toMatchObject({ refusals: [] });
    world.iam.denied.add('/aws-service-role/connect.amazonaws.com/');
    expect(await plan(world)).toMatchObject({ refusals: [{ code: 'FACTS_UNREADABLE' }] });
  });

  it('takes out the role of an instance that stores elsewhere now', async () => {
    const world = contactCenter();
    const both = { ...facts, connectRoles: [roles.tokyo, roles.osaka] };
    world.bucket.policies.set(bucket, JSON.stringify(generateBucketPolicy(both)));
    expect(await plan(world)).toMatchObject({ refusals: [], meaning: { relation: 'more' } });
  });

  it('says that a tag asks for an exception, and is the same', async () => {
    const world = contactCenter();
    const { digest } = await plan(world);
    const tags = { 'connect-storage-guard:exception': 'migration until May' };
    world.reads.tags.answers.set(bucket, tags);
    const asked = await plan(world);
    expect(asked).toMatchObject({ digest, refusals: [], exceptionAsked: 'migration until May' });
    expect(planAnswer(asked).summary).toContain('only the settings can make: migration until May.');
    world.reads.tags.denied.add(bucket);
    expect(await plan(world)).toMatchObject({ digest, refusals: [] });
  });

  it('refuses to write what S3 would not take', async () => {
    const world = contactCenter();
    const statement = {
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::${bucket}/*`,
    };
    world.bucket.policies.set(
      bucket,
      JSON.stringify({ Version: '2012-10-17', Statement: statement }),
    );
    expect((await plan(world)).refusals).toEqual([]);
    const on = { blockPublicAcls: true, ignorePublicAcls: true, blockPublicPolicy: true };
    world.reads.publicAccessBlock.answers.set(bucket, { ...on, restrictPublicBuckets: true });
    expect(await plan(world)).toMatchObject({ refusals: [{ code: 'FOREIGN_PUBLIC_STATEMENT' }] });
  });
});

/** The published policy, put by hand before there was a guard. */
const byHand = (...ids: string[]) => ({
  Version: '2012-10-17',
  Statement: {
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
    Condition: { StringNotLike: { 'aws:userId': ids.map((id) => `${id}:*`) } },
  },
});

describe('adopting', () => {
  const lockedByHand = (): ContactCenter => {
    const world = contactCenter();
    world.state.seed('settings.json', { ...settings, mode: 'observe' });
    world.state.objects.delete(`approvals/${bucket}.json`);
    world.bucket.policies.set(bucket, JSON.stringify(byHand(roles.tokyo.id, roles.admin.id)));
    return world;
  };
  const adopt = (world: ContactCenter, caller: Arn = roles.admin.arn) =>
    adoptBucket(world, { ...request, executionId: 'e', caller });

  it('puts the own statements in the place of the published one, which stays in the backup', async () => {
    const world = lockedByHand();
    const before = world.bucket.policies.get(bucket);
    const done = await adopt(world);
    expect(done.status).toBe('ADOPTED');
    expect(JSON.parse(world.bucket.policies.get(bucket) ?? '')).toEqual(
      generateBucketPolicy(facts),
    );
    expect(world.state.json(done.receipt ?? '')).toMatchObject({ status: 'ADOPTED', by: 'person' });
    expect(world.state.json(`approvals/${bucket}.json`)).toMatchObject({
      principals: [roles.admin.id],
    });
    world.clock.pass(1000);
    const back = await restoreBucketPolicy(world, { ...request, executionId: 'r' });
    expect(back.refusals).toEqual([
      expect.objectContaining({
        code: 'LOCKS_OUT',
        next: expect.stringContaining(`Or put it by hand, as ${roles.admin.arn}: `),
      }),
    ]);
    expect(world.state.json(done.backup ?? '')).toMatchObject({ before });
  });

  it('done twice is done once', async () => {
    const world = lockedByHand();
    await adopt(world);
    expect((await adopt(world)).status).toBe('ALREADY_COMPLIANT');
    expect(world.bucket.writes).toHaveLength(1);
  });

  it.each<[string, (world: ContactCenter) => Arn, string]>([
    [
      'the planned policy does not let the caller in',
      () => 'arn:aws:iam::111122223333:user/somebody',
      'CALLER_SHUT_OUT',
    ],
    [
      'there is no published statement',
      (world) => {
        world.bucket.policies.delete(bucket);
        return roles.admin.arn;
      },
      'NOT_LOCKED_BY_HAND',
    ],
    [
      'the caller may not read the live policy',
      (world) => {
        world.bucket.denied.add(bucket);
        return roles.admin.arn;
      },
      'POLICY_UNREADABLE',
    ],
  ])('is refused when %s', async (_, prepare, code) => {
    const world = lockedByHand();
    const done = await adopt(world, prepare(world));
    expect(done.refusals.map((refusal) => refusal.code)).toContain(code);
    expect(world.bucket.writes).toEqual([]);
    expect(world.state.keys('approvals/')).not.toContain(`approvals/${bucket}.json`);
  });
});

describe('a restore', () => {
  it('records its exception also when the policy is already what it was', async () => {
    const world = contactCenter();
    await remediateBucketPolicy(world, { ...request, executionId: 'e' });
    world.bucket.policies.delete(bucket);
    const done = await restoreBucketPolicy(world, { ...request, executionId: 'r' });
    expect(done.status).toBe('RESTORED');
    expect(world.state.json('settings.json')).toMatchObject({ exceptions: [{ bucket }] });
  });

  it('by a person does not shut that person out, and may let him in', async () => {
    const caller = 'arn:aws:sts::111122223333:assumed-role/PlatformEngineer/me';
    const denies = {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:PutBucketPolicy',
      Resource: `arn:aws:s3:::${bucket}`,
      Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/Platform*' } },
    };
    for (const [before, expected] of [
      [JSON.stringify({ Version: '2012-10-17', Statement: denies }), ['CALLER_SHUT_OUT']],
      [undefined, []],
    ] as const) {
      const world = contactCenter();
      if (before !== undefined) world.bucket.policies.set(bucket, before);
      await remediateBucketPolicy(world, { ...request, executionId: 'e' });
      const done = await restoreBucketPolicy(world, { ...request, executionId: 'r', caller });
      expect(done.refusals.map(({ code }) => code)).toEqual(expected);
      for (const { next } of done.refusals) expect(next).toMatch(/^Without --as-me, /);
    }
  });
});
