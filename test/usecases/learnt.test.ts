import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseInventory } from '#shared/connect/stored-inventory.ts';
import { type RefreshWorld, refreshInventory } from '#shared/usecases/refresh-inventory.ts';
import { parseRefreshState, refreshKey } from '#shared/usecases/refresh-state.ts';
import {
  account,
  type ContactCenter,
  contactCenter,
  deployment,
  region,
  roles,
} from '../fakes/contact-center.ts';

const rules = [{ kind: 'bucket', configRule: 'connect-storage-guard-bucket-versioned' }];
const run = (world: RefreshWorld, seconds: number) =>
  refreshInventory(world, {
    deployment,
    rules,
    cause: { kind: 'schedule', reason: 'schedule' },
    deadline: new Date(world.clock.now().getTime() + seconds * 1000),
  });

/** So many instances, each with a bucket of its own, one request to Connect taking a second. */
function centers(instances: number): ContactCenter {
  const world = contactCenter();
  world.state.objects.delete('inventory.json');
  world.connect.instances = Array.from({ length: instances }, (_, n) => {
    const id = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
    const arn = `arn:aws:connect:${region}:${account}:instance/${id}` as const;
    const bucket = `center-${n}`;
    world.bucket.ownedBuckets.set(bucket, { owner: 'this-account', region });
    world.connect.storage.set(arn, [
      { resourceType: 'CALL_RECORDINGS', storageType: 'S3', bucket },
    ]);
    return { arn, id, serviceRole: roles.tokyo.arn };
  });
  const listStorage = world.connect.listStorage.bind(world.connect);
  world.connect.listStorage = async (...asked) => {
    world.clock.pass(1000);
    return listStorage(...asked);
  };
  return world;
}

const taken = (world: ContactCenter) => {
  const { takenAt: _, ...inventory } = parseInventory(
    world.state.objects.get('inventory.json')?.body ?? '',
  );
  return inventory;
};
const learnt = (world: ContactCenter) => world.state.keys('refresh/');
const minute = 60;

describe('what a sweep has learnt', () => {
  it('lies in objects of a few instances each, in a folder of the sweep', async () => {
    const world = centers(20);
    expect(await run(world, 250)).toMatchObject({ status: 'PARTIAL' });
    expect(learnt(world)).toEqual(
      ['from-0', 'from-16', 'instances'].map(
        (name) => `refresh/2026-03-01T12-00-00.000Z/${name}.json`,
      ),
    );
    world.clock.pass(900_000);
    expect(await run(world, 10 * minute)).toMatchObject({ status: 'REFRESHED', instances: 20 });
    expect(world.connect.calls).toBe(1 + 20 * 14);
  });

  it('grows with the instances: twice as many take twice the bytes', async () => {
    const bytes = async (instances: number) => {
      const world = centers(instances);
      const write = world.state.write.bind(world.state);
      let written = 0;
      world.state.write = (key, body, ...condition) => {
        written += key === 'inventory.json' ? 0 : body.length;
        return write(key, body, ...condition);
      };
      while ((await run(world, 15 * minute)).status === 'PARTIAL') world.clock.pass(60_000);
      return written;
    };
    const [some, twice] = [await bytes(50), await bytes(100)];
    expect(twice / some).toBeLessThan(2.1);
  });

  it('may be lost or spoilt in any part, and the inventory is whole and right all the same', async () => {
    const undisturbed = centers(20);
    await run(undisturbed, 15 * minute);
    const spoilt = fc.constantFrom('', '{}', '{"instances":[{"arn":"arn:aws:x"}]}');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(400), fc.nat(3), fc.option(spoilt)), { maxLength: 4 }),
        async (runs) => {
          const world = centers(20);
          for (const [seconds, which, content] of runs) {
            const { status } = await run(world, seconds);
            if (status === 'REFRESHED') break;
            const key = learnt(world)[which];
            if (key && content === null) world.state.objects.delete(key);
            else if (key) world.state.seed(key, content);
            world.clock.pass(900_000);
          }
          await run(world, 15 * minute);
          expect(taken(world)).toEqual(taken(undisturbed));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('is not asked again while it only cannot be read', async () => {
    const world = centers(3);
    await run(world, 30);
    const calls = world.connect.calls;
    const [first = ''] = learnt(world);
    for (const key of [first, 'refresh/2026-03-01T12-00-00.000Z/']) {
      world.state.denied.add(key);
      world.clock.pass(900_000);
      await expect(run(world, 10 * minute)).rejects.toMatchObject({ name: 'Retryable' });
      world.state.denied.clear();
    }
    expect(world.connect.calls).toBe(calls);
  });

  it('by another version of the guard is asked anew, and its rules are still due', async () => {
    const world = centers(2);
    const [first] = world.connect.instances;
    const parts = { storage: { CALL_RECORDINGS: { state: 'known', value: [] } }, attributes: {} };
    world.state.seed(refreshKey, {
      version: 1,
      attemptedAt: '2026-03-01T11:45:00Z',
      sweep: {
        startedAt: '2026-03-01T11:45:00Z',
        listed: [first],
        parts: { [first?.arn ?? '']: parts },
        failed: [],
      },
      pending: [],
      due: ['connect-storage-guard-bucket-versioned'],
      started: {},
    });
    expect(await run(world, 10 * minute)).toMatchObject({ status: 'REFRESHED', instances: 2 });
    expect(world.connect.calls).toBe(1 + 2 * 14);
    expect(Object.keys(taken(world).buckets)).toEqual(['center-0', 'center-1']);
    expect(world.config.started).toHaveLength(1);
    const state = parseRefreshState(world.state.objects.get(refreshKey)?.body ?? '');
    expect(state).toMatchObject({ due: [], pending: [] });
    expect(state.sweep).toBeUndefined();
  });
});

describe('a run', () => {
  it('that has asked everything in its last minute leaves the rest to the next one', async () => {
    const world = centers(3);
    expect(await run(world, 45)).toMatchObject({ status: 'PARTIAL' });
    expect(world.connect.calls).toBe(1 + 3 * 14);
    world.clock.pass(900_000);
    expect(await run(world, 10 * minute)).toMatchObject({ status: 'REFRESHED', instances: 3 });
    expect(world.connect.calls).toBe(1 + 3 * 14);
  });

  it('that comes to the end has looked up what instances name while Connect was asked', async () => {
    const world = centers(20);
    const { owned } = world.bucket;
    const asked: number[] = [];
    world.bucket.owned = () => {
      asked.push(world.connect.calls);
      return owned.call(world.bucket);
    };
    expect(await run(world, 60)).toMatchObject({ status: 'PARTIAL' });
    expect(asked).toEqual([]);
    world.clock.pass(900_000);
    const before = world.connect.calls;
    await run(world, 10 * minute);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toBeLessThanOrEqual(before + 15);
  });

  it('looks up again in the end what failed on the way', async () => {
    const world = centers(3);
    const { owned } = world.bucket;
    let fails = 1;
    world.bucket.owned = () =>
      fails-- > 0 ? Promise.reject(new Error('SlowDown')) : owned.call(world.bucket);
    expect(await run(world, 10 * minute)).toMatchObject({ pending: 0, unreadable: [] });
  });

  it('that cannot keep what it has learnt leaves nothing to be looked up behind it', async () => {
    const world = centers(20);
    await run(world, 60);
    world.clock.pass(900_000);
    const answer = Promise.withResolvers<never>();
    const { write } = world.state;
    let asked = 0;
    world.bucket.owned = () => {
      asked += 1;
      return answer.promise;
    };
    world.state.write = (key, ...more) =>
      asked > 0 ? Promise.reject(new Error('SlowDown')) : write.call(world.state, key, ...more);
    await expect(run(world, 10 * minute)).rejects.toThrow('SlowDown');
    answer.reject(new Error('SlowDown'));
    await new Promise(setImmediate);
    expect(asked).toBe(1);
  });
});
