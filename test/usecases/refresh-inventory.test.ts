import { describe, expect, it } from '@jest/globals';
import type { Arn } from '#shared/connect/arn.ts';
import { known, unreadable } from '#shared/connect/fact.ts';
import type { Inventory } from '#shared/connect/inventory.ts';
import { parseInventory } from '#shared/connect/stored-inventory.ts';
import { requestsPerInstance } from '#shared/usecases/ask-connect.ts';
import { refreshInventory } from '#shared/usecases/refresh-inventory.ts';
import {
  bucket,
  type ContactCenter,
  contactCenterDue,
  deployment,
  instances,
  inventory,
  region,
  roles,
  sharedBucket,
} from '../fakes/contact-center.ts';
import { accessDenied } from '../fakes/state.ts';

const rules = [
  { kind: 'bucket', configRule: 'connect-storage-guard-bucket-policy-least-privilege' },
  { kind: 'key', configRule: 'connect-storage-guard-key-rotated' },
];
const configRules = rules.map(({ configRule }) => configRule);
const refresh = (world: ContactCenter, kind: 'asked' | 'schedule' = 'schedule') =>
  refreshInventory(world, {
    deployment,
    rules,
    cause: { kind, reason: kind },
    deadline: new Date(world.clock.now().getTime() + 810_000),
  });
const stored = (world: ContactCenter): Inventory =>
  parseInventory(world.state.objects.get('inventory.json')?.body ?? '');
const instancesOf = ({ instances: fact }: Inventory) => (fact.state === 'known' ? fact.value : []);
const roleOf = (world: ContactCenter, arn: string) =>
  instancesOf(stored(world)).find((instance) => instance.arn === arn)?.serviceRole;

describe('a refresh of the inventory', () => {
  it('asks Connect once, and 14 times for each instance: 13 types and the flow logs', async () => {
    const world = contactCenterDue();
    expect(await refresh(world)).toMatchObject({
      status: 'REFRESHED',
      instances: 3,
      unreadable: [],
    });
    expect(world.connect.calls).toBe(1 + 3 * 14);
    expect(requestsPerInstance).toBe(14);
  });

  it('takes 57 calls for four instances', async () => {
    const world = contactCenterDue();
    const [tokyo] = world.connect.instances;
    if (tokyo)
      world.connect.instances = [
        ...world.connect.instances,
        { ...tokyo, arn: `${instances.tokyo}9` },
      ];
    await refresh(world);
    expect(world.connect.calls).toBe(57);
  });

  it('stores who uses which bucket, with resolved roles and owners', async () => {
    const world = contactCenterDue();
    world.bucket.ownedBuckets.delete(sharedBucket);
    world.state.objects.delete('inventory.json');
    await refresh(world);
    expect(stored(world)).toMatchObject({
      account: '111122223333',
      takenAt: '2026-03-01T12:00:00.000Z',
      buckets: {
        [bucket]: known({ owner: 'this-account', region }),
        [sharedBucket]: known({ owner: 'not-this-account' }),
      },
    });
    expect(roleOf(world, instances.tokyo)).toEqual(known(roles.tokyo));
  });

  it('keeps a newer inventory that somebody else stored meanwhile', async () => {
    const world = contactCenterDue();
    const listInstances = world.connect.listInstances.bind(world.connect);
    const newer = { ...inventory, takenAt: '2026-03-01T12:00:00Z', instances: known([]) };
    world.connect.listInstances = () => {
      world.state.seed('inventory.json', newer);
      return listInstances();
    };
    expect(await refresh(world)).toMatchObject({ status: 'SUPERSEDED' });
    expect(world.state.json('inventory.json')).toEqual(newer);
  });

  it('reads what is stored once, and reads nothing back that it has written', async () => {
    const world = contactCenterDue();
    const read = world.state.read.bind(world.state);
    const keys: string[] = [];
    world.state.read = (key) => {
      keys.push(key);
      return read(key);
    };
    expect(await refresh(world)).toMatchObject({ status: 'REFRESHED' });
    expect(keys).toEqual(['inventory.json', 'refresh.json']);
  });

  it('knows its own inventory again when a repeated write lost against itself', async () => {
    const world = contactCenterDue();
    const write = world.state.write.bind(world.state);
    let first = true;
    world.state.write = async (...args) => {
      const written = await write(...args);
      const lost = first;
      first = false;
      return lost ? false : written;
    };
    expect(await refresh(world)).toMatchObject({ status: 'REFRESHED' });
    expect(world.config.started).toEqual([configRules]);
  });

  it.each<[string, (world: ContactCenter) => void]>([
    [
      'is denied',
      (world) => world.connect.failing.set('ListInstances', accessDenied('connect:ListInstances')),
    ],
    ['fails', (world) => world.connect.failing.set('ListInstances', new Error('TooManyRequests'))],
  ])('keeps the stored inventory when ListInstances %s', async (_, change) => {
    const world = contactCenterDue();
    change(world);
    await expect(refresh(world)).rejects.toMatchObject({ name: 'Retryable' });
    expect(stored(world).takenAt).toBe('2026-03-01T05:00:00Z');
    expect(world.config.started).toEqual([]);
  });

  it('does not write over an inventory that it may not read', async () => {
    const world = contactCenterDue();
    world.state.denied.add('inventory.json');
    await expect(refresh(world)).rejects.toMatchObject({ name: 'Retryable' });
    expect(world.connect.calls).toBe(0);
  });

  it('replaces a malformed inventory', async () => {
    const world = contactCenterDue();
    world.state.seed('inventory.json', '{"version":1}');
    expect(await refresh(world)).toMatchObject({ status: 'REFRESHED' });
    expect(stored(world).version).toBe(2);
  });

  it('notes a part that cannot be read and goes on with the others', async () => {
    const world = contactCenterDue();
    const denied = accessDenied('connect:ListInstanceStorageConfigs');
    world.connect.failing.set(`${instances.tokyo} ATTACHMENTS`, denied);
    world.connect.failing.set(`${instances.osaka} ATTACHMENTS`, new Error('broken'));
    world.connect.missingTypes.add('EMAIL_MESSAGES');
    world.connect.failing.set(
      `${instances.old} CONTACTFLOW_LOGS`,
      accessDenied('connect:DescribeInstanceAttribute'),
    );
    world.bucket.denied.add('*');
    world.iam.denied.add(roles.osaka.arn);
    const { status, unreadable: parts } = await refresh(world);
    expect([status, parts.length]).toEqual(['REFRESHED', 6]);
    const [tokyo, osaka] = instancesOf(stored(world));
    expect(tokyo?.storage.ATTACHMENTS).toEqual(unreadable(denied));
    expect(tokyo?.storage.EMAIL_MESSAGES).toEqual({ state: 'absent' });
    expect(osaka?.storage.ATTACHMENTS).toMatchObject({ why: { code: 'Error', message: 'broken' } });
    expect(osaka?.serviceRole).toMatchObject({ state: 'unreadable' });
    expect(stored(world).buckets[bucket]).toMatchObject({ state: 'unreadable' });
  });
});

describe('the role of an instance from before 2018', () => {
  it('is the one of Connect whose policy names the bucket and that no other instance has', async () => {
    const world = contactCenterDue();
    world.state.objects.delete('inventory.json');
    await refresh(world);
    expect(roleOf(world, instances.old)).toEqual(known(roles.old));
  });

  it('is not guessed among several', async () => {
    const world = contactCenterDue();
    world.state.objects.delete('inventory.json');
    const other = 'arn:aws:iam::111122223333:role/connect-access-role-second' as const;
    world.iam.ids.set(other, 'AROASECOND00000000001');
    world.iam.rolesNaming.set(sharedBucket, [roles.old.arn, other]);
    await refresh(world);
    expect(roleOf(world, instances.old)).toMatchObject({ why: { code: 'SeveralRoles' } });
  });

  it('is absent when none names the bucket', async () => {
    const world = contactCenterDue();
    world.state.objects.delete('inventory.json');
    world.iam.rolesNaming.clear();
    await refresh(world);
    expect(roleOf(world, instances.old)).toEqual({ state: 'absent' });
  });

  it('keeps the id first seen, because anybody could have made it anew', async () => {
    const world = contactCenterDue();
    world.iam.ids.set(roles.old.arn, 'AROAIMPOSTOR000000001');
    world.iam.ids.set(roles.tokyo.arn, 'AROATOKYOCONNECT00002');
    await refresh(world);
    expect(roleOf(world, instances.old)).toEqual(known(roles.old));
    expect(roleOf(world, instances.tokyo)).toEqual(
      known({ ...roles.tokyo, id: 'AROATOKYOCONNECT00002' }),
    );
  });

  it.each<[string, (world: ContactCenter, imposter: Arn) => void]>([
    ['is gone', (world) => world.iam.ids.delete(roles.old.arn)],
    ['no longer names the bucket', (world) => world.iam.rolesNaming.clear()],
    [
      'is not the only one to name it',
      (world, imposter) => world.iam.rolesNaming.set(sharedBucket, [roles.old.arn, imposter]),
    ],
  ])('stays the one first seen when that %s and another names the bucket', async (_, change) => {
    const world = contactCenterDue();
    const imposter = 'arn:aws:iam::111122223333:role/connect-access-role-imposter' as const;
    world.iam.ids.set(imposter, 'AROAIMPOSTOR000000001');
    change(world, imposter);
    await refresh(world);
    expect(roleOf(world, instances.old)).toEqual(known(roles.old));
    world.clock.pass(120_000);
    world.iam.rolesNaming.set(sharedBucket, [imposter]);
    await refresh(world);
    expect(roleOf(world, instances.old)).toEqual(known(roles.old));
  });
});
