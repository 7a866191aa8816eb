import { describe, expect, it } from '@jest/globals';
import { FastClock } from '#infra/local/clock.ts';
import { checkBucketPolicy } from '#shared/generate/check-bucket-policy.ts';
import type { CheckBucketPolicy } from '#shared/generate/check-result.ts';
import { type Lease, locked } from '#shared/usecases/lock.ts';
import { remediateBucketPolicy } from '#shared/usecases/remediate-bucket-policy.ts';
import { restoreBucketPolicy } from '#shared/usecases/restore-bucket-policy.ts';
import { bucket, type ContactCenter, contactCenter, deployment } from '../fakes/contact-center.ts';

const key = `locks/${bucket}.json`;
const run = { bucket, executionId: 'e-1' };
const request = { deployment, ...run, check: checkBucketPolicy };
const heldUntil = (world: ContactCenter, milliseconds: number) =>
  world.state.seed(key, {
    version: 1,
    owner: 'another',
    until: new Date(world.clock.now().getTime() + milliseconds).toISOString(),
  });

describe('the lock of a bucket', () => {
  it('is held for five minutes and released at the end, also of a run that fails', async () => {
    const world = contactCenter();
    await locked(world, run, async () => {
      expect(world.state.json(key)).toMatchObject({
        owner: expect.stringMatching(/^e-1 /),
        until: '2026-03-01T12:05:00.000Z',
      });
    });
    expect(world.state.json(key)).toMatchObject({ until: '2026-03-01T12:00:00.000Z' });
    const failing = locked(world, run, async () => {
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(world.state.json(key)).toMatchObject({ until: '2026-03-01T12:00:00.000Z' });
  });

  it('is waited for', async () => {
    const world = contactCenter();
    heldUntil(world, 30_000);
    expect((await remediateBucketPolicy(world, request)).status).toBe('REMEDIATED');
    expect(world.clock.slept).toBeGreaterThanOrEqual(30_000);
  });

  it.each([
    ['remediation', remediateBucketPolicy],
    ['restore', restoreBucketPolicy],
  ])(
    'is not waited for by a %s for more than a minute, and nothing is written',
    async (_, work) => {
      const world = contactCenter();
      await remediateBucketPolicy(world, request);
      world.bucket.policies.delete(bucket);
      heldUntil(world, 240_000);
      await expect(work(world, request)).rejects.toMatchObject({
        name: 'Retryable',
        message: expect.stringContaining('another'),
      });
      expect(world.bucket.writes).toHaveLength(1);
    },
  );

  it.each([
    ['is over', { version: 1, owner: 'killed', until: '2026-03-01T11:59:59.999Z' }],
    ['is malformed', '{'],
  ])('that %s is taken over', async (_, content) => {
    const world = contactCenter();
    world.state.seed(key, content);
    expect((await remediateBucketPolicy(world, request)).status).toBe('REMEDIATED');
    expect(world.clock.slept).toBe(0);
  });

  it('goes to one of two who ask at the same time', async () => {
    const world = contactCenter();
    let inside = 0;
    const alone = async (lease: Lease) => {
      expect(++inside).toBe(1);
      await lease.assure();
      inside--;
    };
    await Promise.all([locked(world, run, alone), locked(world, run, alone)]);
  });

  it('is renewed before a write when less than a minute of it is left', async () => {
    const world = contactCenter();
    await locked(world, run, async (lease) => {
      world.clock.pass(239_000);
      await lease.assure();
      expect(world.state.json(key)).toMatchObject({ until: '2026-03-01T12:05:00.000Z' });
      world.clock.pass(2_000);
      await lease.assure();
      expect(world.state.json(key)).toMatchObject({ until: '2026-03-01T12:09:01.000Z' });
    });
  });

  it('that somebody took over lets nothing be written', async () => {
    const world = contactCenter();
    world.bucket.interfere = (read) => {
      if (read === 1) world.clock.pass(290_000);
      heldUntil(world, 300_000);
    };
    await expect(remediateBucketPolicy(world, request)).rejects.toMatchObject({
      message: expect.stringContaining('has taken'),
    });
    expect(world.bucket.writes).toEqual([]);
    expect(world.state.json(key)).toMatchObject({ owner: 'another' });
  });

  it('that somebody took over while a lock-out was waited for lets the old policy not go back', async () => {
    const world = contactCenter();
    let written: string | undefined;
    world.bucket.interfere = (read) => {
      if (read === 1) world.clock.pass(238_000);
      if (read === 4) {
        written = world.bucket.policies.get(bucket);
        world.bucket.policies.delete(bucket);
      }
      if (read === 12) {
        world.bucket.policies.set(bucket, written ?? '');
        heldUntil(world, 300_000);
      }
    };
    let checks = 0;
    const check: CheckBucketPolicy = (facts, policy) => {
      const [tokyo] = facts.connectRoles;
      const others = tokyo ? [{ ...tokyo, id: 'AROAOTHER000000000001' }] : [];
      return checkBucketPolicy(++checks < 3 ? facts : { ...facts, connectRoles: others }, policy);
    };
    await expect(remediateBucketPolicy(world, { ...request, check })).rejects.toMatchObject({
      message: expect.stringContaining('has taken'),
    });
    expect(world.bucket.writes).toHaveLength(1);
  });

  it('lets nothing be written by a run that stood still after it had read the policy again', async () => {
    const world = contactCenter();
    world.bucket.interfere = (read) => {
      if (read === 2) world.clock.pass(3_600_000);
    };
    await expect(remediateBucketPolicy(world, request)).rejects.toMatchObject({
      name: 'Retryable',
      message: expect.stringContaining('stood still'),
    });
    expect(world.bucket.writes).toEqual([]);
  });

  it('counts as taken when the answer was lost and the client asked again', async () => {
    const world = contactCenter();
    const write = world.state.write.bind(world.state);
    world.state.write = async (...args) => {
      await write(...args);
      return write(...args);
    };
    expect((await remediateBucketPolicy(world, request)).status).toBe('REMEDIATED');
  });
});

describe('many runs at once', () => {
  it('write once, and the others find the bucket closed', async () => {
    const world = contactCenter();
    const clock = new FastClock(50, world.clock.now());
    const runs = Array.from({ length: 10 }, (_, n) =>
      remediateBucketPolicy({ ...world, clock }, { ...request, executionId: `e-${n}` }),
    );
    const statuses = (await Promise.all(runs)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 'REMEDIATED')).toHaveLength(1);
    expect(statuses.filter((status) => status === 'ALREADY_COMPLIANT')).toHaveLength(9);
    expect(world.bucket.writes).toHaveLength(1);
    expect(world.state.keys('backups/')).toHaveLength(1);
  });
});
