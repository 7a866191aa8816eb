import { describe, expect, it } from '@jest/globals';
import { readInventory } from '#shared/usecases/read-inventory.ts';
import { type RefreshWorld, refreshInventory } from '#shared/usecases/refresh-inventory.ts';
import {
  bucket,
  type ContactCenter,
  contactCenter,
  contactCenterDue,
  deployment,
  instances,
} from '../fakes/contact-center.ts';
import { CutOff, cutOff } from '../fakes/cut-off.ts';
import { named, rules } from './startable-rules.ts';

const everyRule = rules.map(({ configRule }) => configRule);
const run = (world: RefreshWorld, kind: 'asked' | 'schedule' = 'schedule') =>
  refreshInventory(world, {
    deployment,
    rules,
    cause: { kind, reason: kind },
    deadline: new Date(world.clock.now().getTime() + 890_000),
  });
const sixHours = 6 * 3600 * 1000;

/** Its inventory was taken six hours ago. */
async function taken(): Promise<ContactCenter> {
  const world = contactCenterDue();
  await run(world);
  world.clock.pass(sixHours);
  world.config.started.length = 0;
  return world;
}

describe('an inventory', () => {
  it('that is the first one has every rule judge', async () => {
    const world = contactCenter();
    world.state.objects.delete('inventory.json');
    await run(world, 'asked');
    expect(world.config.started).toEqual([everyRule]);
  });

  it('that comes after one too old to judge by has every rule judge', async () => {
    const world = await taken();
    world.clock.pass(21 * 3600 * 1000);
    expect(await run(world)).toMatchObject({ status: 'REFRESHED' });
    expect(world.config.started).toEqual([everyRule]);
  });

  it('that says what the last one said starts no rule', async () => {
    const world = await taken();
    expect(await run(world)).toMatchObject({ status: 'REFRESHED' });
    expect(world.config.started).toEqual([]);
  });

  it.each<[string, (world: ContactCenter) => unknown, string[]]>([
    [
      'of flow logs',
      (world) => world.connect.attributes.set(`${instances.tokyo} CONTACTFLOW_LOGS`, 'false'),
      ['instance'],
    ],
    [
      'of a bucket that is gone',
      (world) => world.bucket.ownedBuckets.delete(bucket),
      ['bucket', 'instance', 'stream'],
    ],
    [
      'of where an instance stores',
      (world) => world.connect.storage.set(instances.tokyo, []),
      ['bucket', 'instance', 'key', 'stream', 'administrator'],
    ],
  ])('in which a change %s is found starts the rules about that', async (_, change, kinds) => {
    const world = await taken();
    change(world);
    await run(world);
    expect(world.config.started).toEqual([named(...kinds)]);
  });

  it.each(['before', 'after'] as const)(
    'in which a change is found starts them, cut off %s any call',
    async (when) => {
      for (let n = 1; n <= 100; n++) {
        const world = await taken();
        world.connect.attributes.set(`${instances.tokyo} CONTACTFLOW_LOGS`, 'false');
        await run(cutOff(world, n, when)).catch((error: unknown) => {
          if (!(error instanceof CutOff) && !(error instanceof Error && error.name === 'Retryable'))
            throw error;
        });
        for (let quarters = 0; quarters < 2; quarters++) {
          world.clock.pass(900_000);
          await run(world);
        }
        expect(new Set(world.config.started.flat())).toEqual(new Set(named('instance')));
      }
    },
  );
});

describe('a first deployment', () => {
  const evaluators = 200;

  /** Every evaluation finds no inventory, and asks for one; Lambda hands the asks over one by one. */
  async function asked(): Promise<ContactCenter> {
    const world = contactCenter();
    world.state.objects.delete('inventory.json');
    for (let n = 0; n < evaluators; n++) {
      await expect(readInventory(world, deployment)).rejects.toMatchObject({ name: 'Retryable' });
    }
    expect(world.refresh.reasons).toHaveLength(evaluators);
    return world;
  }

  it.each([0, 5, 300])(
    'has the inventory taken once, however many ask for it and %d s apart',
    async (seconds) => {
      const world = await asked();
      const calls: number[] = [];
      const read = world.state.read.bind(world.state);
      let reads = 0;
      world.state.read = (key) => {
        reads++;
        return read(key);
      };
      for (const _ of world.refresh.reasons) {
        reads = 0;
        await run(world, 'asked');
        calls.push(reads);
        world.clock.pass(seconds * 1000);
      }
      expect(world.connect.calls).toBe(1 + 3 * 14);
      expect(world.config.started).toEqual([everyRule]);
      const further = calls.slice(1);
      expect(further).toEqual(further.map(() => 2));
    },
  );

  it('is answered while the first run goes on by two reads, and by no write', async () => {
    const world = await asked();
    world.connect.failing.set('ListInstances', new Error('TooManyRequests'));
    await expect(run(world, 'asked')).rejects.toMatchObject({ name: 'Retryable' });
    const before = new Map(world.state.objects);
    for (let n = 0; n < 40; n++) {
      world.clock.pass(1000);
      expect(await run(world, 'asked')).toMatchObject({ status: 'COALESCED' });
    }
    expect(world.state.objects).toEqual(before);
    expect(world.connect.calls).toBe(1);
  });
});

it('what fails no more is judged by the rules about it', async () => {
  const world = await taken();
  world.connect.failing.set(`${instances.tokyo} CONTACTFLOW_LOGS`, new Error('broken'));
  await run(world);
  expect(world.config.started).toEqual([named('instance')]);
  world.connect.failing.clear();
  world.clock.pass(900_000);
  expect(await run(world)).toMatchObject({ status: 'CHANGED', pending: 0 });
  expect(world.config.started).toEqual([named('instance'), named('instance')]);
});
