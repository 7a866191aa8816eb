import { describe, expect, it } from '@jest/globals';
import { tokenBucket } from '#shared/aws/token-bucket.ts';
import type { Arn } from '#shared/connect/arn.ts';
import { known } from '#shared/connect/fact.ts';
import { parseInventory } from '#shared/connect/stored-inventory.ts';
import type { ConnectPort } from '#shared/ports.ts';
import { type RefreshWorld, refreshInventory } from '#shared/usecases/refresh-inventory.ts';
import { parseRefreshState, refreshKey } from '#shared/usecases/refresh-state.ts';
import {
  account,
  type ContactCenter,
  contactCenter,
  contactCenterDue,
  deployment,
  instances,
  region,
  roles,
} from '../fakes/contact-center.ts';
import { CutOff, cutOff } from '../fakes/cut-off.ts';
import { accessDenied } from '../fakes/state.ts';

const rules = [
  { kind: 'bucket', configRule: 'connect-storage-guard-bucket-policy-least-privilege' },
];
const run = (world: RefreshWorld, kind: 'asked' | 'schedule' = 'schedule', lives = 810_000) =>
  refreshInventory(world, {
    deployment,
    rules,
    cause: { kind, reason: kind },
    deadline: new Date(world.clock.now().getTime() + lives),
  });
const stored = (world: ContactCenter) =>
  parseInventory(world.state.objects.get('inventory.json')?.body ?? '');
const quarter = 15 * 60 * 1000;

/** What AWS grants an account: two requests a second, five at once. */
function granted(connect: ConnectPort, clock: { now(): Date }): ConnectPort & { most: number } {
  let tokens = 5;
  let at = clock.now().getTime();
  const sent: number[] = [];
  const guarded = {
    most: 0,
    take() {
      const now = clock.now().getTime();
      tokens = Math.min(5, tokens + ((now - at) / 1000) * 2);
      at = now;
      if (tokens < 1) throw new Error('TooManyRequestsException');
      tokens -= 1;
      sent.push(now);
      this.most = Math.max(this.most, sent.filter((each) => each > now - 1000).length);
    },
    async listInstances() {
      this.take();
      return connect.listInstances();
    },
    async listStorage(instance: Arn, type: string) {
      this.take();
      return connect.listStorage(instance, type);
    },
    async attribute(instance: Arn, type: string) {
      this.take();
      return connect.attribute(instance, type);
    },
  };
  return guarded;
}

/** As the function does: paced anew in each run. */
function paced(connect: ConnectPort, pace: () => Promise<void>): ConnectPort {
  return {
    async listInstances() {
      await pace();
      return connect.listInstances();
    },
    async listStorage(instance, type) {
      await pace();
      return connect.listStorage(instance, type);
    },
    async attribute(instance, type) {
      await pace();
      return connect.attribute(instance, type);
    },
  };
}

describe('two hundred instances', () => {
  const many = () => {
    const world = contactCenter();
    world.state.objects.delete('inventory.json');
    world.connect.instances = Array.from({ length: 200 }, (_, n) => {
      const id = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
      return {
        arn: `arn:aws:connect:${region}:${account}:instance/${id}` as const,
        id,
        serviceRole: roles.tokyo.arn,
      };
    });
    return world;
  };

  it.each([1, 2])(
    'are asked with the fewest requests there are, at %i a second, over several runs',
    async (rate) => {
      const world = many();
      const aws = granted(world.connect, world.clock);
      const statuses: string[] = [];
      for (let runs = 0; runs < 10 && statuses.at(-1) !== 'REFRESHED'; runs++) {
        const started = world.clock.now().getTime();
        const connect = paced(aws, tokenBucket(world.clock, rate, 'waiting'));
        const { status } = await run({ ...world, connect });
        statuses.push(status);
        expect(world.clock.now().getTime() - started).toBeLessThanOrEqual(900_000);
        world.clock.pass(Math.max(0, started + quarter - world.clock.now().getTime()));
      }
      expect(world.connect.calls).toBe(1 + 200 * 14);
      expect(aws.most).toBeLessThanOrEqual(rate);
      expect(statuses.slice(0, -1).every((status) => status === 'PARTIAL')).toBe(true);
      expect(statuses).toHaveLength(rate === 1 ? 4 : 2);
      const { instances: all } = stored(world);
      expect(all.state === 'known' && all.value).toHaveLength(200);
      expect(world.config.started).toHaveLength(1);
    },
  );

  it('cut off in the middle lose the requests of one instance at most', async () => {
    const world = many();
    const write = world.state.write.bind(world.state);
    let writes = 0;
    world.state.write = async (...args) => {
      if (++writes === 100) throw new CutOff('killed');
      return write(...args);
    };
    await expect(run(world)).rejects.toBeInstanceOf(CutOff);
    expect(world.connect.calls).toBeGreaterThan(1000);
    world.clock.pass(quarter);
    expect(await run(world, 'schedule', 3_000_000)).toMatchObject({ status: 'REFRESHED' });
    expect(world.connect.calls).toBeLessThanOrEqual(1 + 200 * 14 + 14);
  });
});

describe('a refresh that goes wrong', () => {
  it.each(['before', 'after'] as const)(
    'cut off %s any call is made good by the next run',
    async (when) => {
      for (let n = 1; n <= 100; n++) {
        const world = contactCenter();
        world.state.objects.delete('inventory.json');
        await run(cutOff(world, n, when), 'asked').catch((error: unknown) => {
          const expected =
            error instanceof CutOff || (error instanceof Error && error.name === 'Retryable');
          if (!expected) throw error;
        });
        world.clock.pass(60_000);
        await run(world, 'asked');
        world.clock.pass(quarter);
        const { unreadable, pending } = await run(world, 'asked');
        expect([unreadable, pending]).toEqual([[], 0]);
        const { instances: all } = stored(world);
        expect(all.state === 'known' && all.value).toHaveLength(3);
        expect(world.config.started.length).toBeGreaterThanOrEqual(1);
        expect(parseRefreshState(world.state.objects.get(refreshKey)?.body ?? '')).toMatchObject({
          due: [],
        });
      }
    },
  );

  it('finds out that it may not write before it asks Connect', async () => {
    const world = contactCenter();
    world.state.objects.delete('inventory.json');
    world.state.write = async () => {
      throw new Error('s3:PutObject: AccessDenied');
    };
    await expect(run(world)).rejects.toThrow('s3:PutObject: AccessDenied');
    expect(world.connect.calls).toBe(0);
  });

  it('is not tried again within a minute, by however many evaluators ask', async () => {
    const world = contactCenter();
    world.state.objects.delete('inventory.json');
    world.connect.failing.set('ListInstances', new Error('TooManyRequests'));
    await expect(run(world, 'asked')).rejects.toMatchObject({ name: 'Retryable' });
    for (let asked = 0; asked < 20; asked++) {
      world.clock.pass(2000);
      expect(await run(world, 'asked')).toMatchObject({ status: 'COALESCED' });
    }
    expect(world.connect.calls).toBe(1);
    world.connect.failing.clear();
    world.clock.pass(20_000);
    expect(await run(world, 'asked')).toMatchObject({ status: 'REFRESHED', instances: 3 });
  });

  it('asks a part once more that failed, and again in the next run, and no other part', async () => {
    const world = contactCenterDue();
    world.connect.failing.set(`${instances.osaka} ATTACHMENTS`, new Error('broken'));
    expect(await run(world)).toMatchObject({ status: 'REFRESHED', pending: 1 });
    expect(world.connect.calls).toBe(1 + 3 * 14 + 1);
    world.clock.pass(quarter);
    expect(await run(world)).toMatchObject({ status: 'CHANGED', pending: 1 });
    expect(world.connect.calls).toBe(1 + 3 * 14 + 2);
    // Nothing is different, so nothing has to be judged anew.
    expect(world.config.started).toHaveLength(1);
    world.connect.failing.clear();
    world.clock.pass(quarter);
    expect(await run(world)).toMatchObject({ status: 'CHANGED', pending: 0, unreadable: [] });
    expect(world.connect.calls).toBe(1 + 3 * 14 + 3);
    expect(world.config.started).toHaveLength(2);
    world.clock.pass(quarter);
    expect(await run(world)).toMatchObject({ status: 'FRESH' });
    expect(world.connect.calls).toBe(1 + 3 * 14 + 3);
  });

  it('does not ask again for what it is denied until all is taken anew', async () => {
    const world = contactCenterDue();
    const denied = accessDenied('connect:ListInstanceStorageConfigs');
    world.connect.failing.set(`${instances.tokyo} ATTACHMENTS`, denied);
    expect(await run(world)).toMatchObject({ pending: 0, unreadable: [denied] });
    world.clock.pass(quarter);
    expect(await run(world)).toMatchObject({ status: 'FRESH' });
  });

  it('takes all of it anew every six hours, and not before', async () => {
    const world = contactCenterDue();
    await run(world);
    const statuses: string[] = [];
    for (let quarters = 0; quarters < 25; quarters++) {
      world.clock.pass(quarter);
      statuses.push((await run(world)).status);
    }
    expect(statuses.filter((status) => status === 'REFRESHED')).toHaveLength(1);
    expect(statuses.indexOf('REFRESHED')).toBe(23);
  });

  it('begins anew when what it had learnt is hours old', async () => {
    const world = contactCenter();
    world.state.objects.delete('inventory.json');
    expect(await run(world, 'asked', 0)).toMatchObject({ status: 'PARTIAL' });
    world.connect.instances = world.connect.instances.slice(0, 1);
    world.clock.pass(7 * 3600 * 1000);
    expect(await run(world)).toMatchObject({ status: 'REFRESHED', instances: 1 });
  });

  it('replaces progress that it cannot understand', async () => {
    const world = contactCenterDue();
    world.state.seed(refreshKey, '{"version":9}');
    expect(await run(world)).toMatchObject({ status: 'REFRESHED' });
  });

  it('leaves an instance out that was deleted while it asked', async () => {
    const world = contactCenterDue();
    const gone = Object.assign(new Error('no instance'), { code: 'ResourceNotFoundException' });
    world.connect.failing.set(`${instances.osaka} EMAIL_MESSAGES`, gone);
    expect(await run(world)).toMatchObject({ pending: 2 });
    world.connect.instances = world.connect.instances.filter(({ arn }) => arn !== instances.osaka);
    world.clock.pass(quarter);
    const calls = world.connect.calls;
    expect(await run(world)).toMatchObject({ status: 'CHANGED', instances: 2, pending: 0 });
    expect(world.connect.calls).toBe(calls + 1);
    expect(stored(world).instances).not.toEqual(known([]));
  });
});
