import { describe, expect, it } from '@jest/globals';
import { unreadable } from '#shared/connect/fact.ts';
import { backupKey, backupOfOthers } from '#shared/remediation/backup.ts';
import {
  bucket,
  type ContactCenter,
  deployment,
  roles,
  settings,
} from '../fakes/contact-center.ts';
import { accessDenied } from '../fakes/state.ts';
import {
  heldTo,
  isClosed,
  open,
  remediate,
  restore,
  shared,
  text,
  withPolicy,
} from './open-bucket.ts';

describe('settings that change while the guard works', () => {
  it.each<[string, unknown]>([
    ['are malformed', '{"mode":'],
    ['observe', { ...settings, mode: 'observe' }],
    ['name nobody', { ...settings, administrators: [] }],
    ['name somebody else', { ...settings, administrators: [roles.sso.arn] }],
  ])(
    'and then %s leave the bucket closed by those that it began with, or untouched',
    async (_, flipped) => {
      for (const read of [1, 2, 3]) {
        const world = withPolicy(open);
        world.bucket.interfere = (n) => {
          if (n === read) world.state.seed('settings.json', flipped);
        };
        await remediate(world).catch(() => {});
        heldTo(world, open);
        world.clock.pass(300_000);
        await remediate(world).catch(() => {});
        heldTo(world, open);
      }
    },
  );

  it('malformed before the exception of a restore is recorded, let nothing be written', async () => {
    const world = withPolicy(open);
    await remediate(world);
    world.clock.pass(1000);
    const writes = world.bucket.writes.length;
    const first = world.bucket.reads + 1;
    world.bucket.interfere = (n) => {
      if (n === first) world.state.seed('settings.json', '{');
    };
    await expect(restore(world)).rejects.toThrow();
    expect(world.bucket.writes).toHaveLength(writes);
    expect(isClosed(world)).toBe(true);
  });
});

describe('a human who writes meanwhile', () => {
  it('the very policy that the guard writes is no conflict', async () => {
    const world = withPolicy(open);
    const put = world.bucket.putPolicy.bind(world.bucket);
    world.bucket.putPolicy = async (name, policy) => {
      await put(name, policy);
      await put(name, policy);
    };
    expect((await remediate(world)).status).toBe('REMEDIATED');
    heldTo(world, open);
  });

  it('the very policy that was there before has it closed by the next run', async () => {
    const world = withPolicy(open);
    world.bucket.interfere = (read) => {
      if (read === 3) world.bucket.policies.set(bucket, open);
    };
    await expect(remediate(world)).rejects.toMatchObject({ name: 'Retryable' });
    heldTo(world, open);
    expect((await remediate(world)).status).toBe('REMEDIATED');
    heldTo(world, open);
  });

  it('a thousand times hides nothing of what the guard replaced', async () => {
    const world = withPolicy(open);
    await remediate(world);
    for (let n = 0; n < 1000; n++) {
      const at = new Date(world.clock.now().getTime() + 1000 * (n + 1)).toISOString();
      const policy = text({ ...shared, Sid: `Pipeline${n}` });
      const writer = { arn: roles.old.arn, eventId: `event-${n}`, at };
      const backup = backupOfOthers({ bucket, policy }, deployment, writer);
      world.state.seed(backupKey(backup), backup);
    }
    world.clock.pass(2_000_000);
    expect((await restore(world)).status).toBe('RESTORED');
    expect(world.bucket.policies.get(bucket)).toBe(open);
  });
});

describe('what goes away meanwhile', () => {
  const gone = unreadable({ action: 's3:GetBucketPolicy', code: 'NoSuchBucket', message: 'gone' });

  it.each([2, 3])(
    'the bucket, before read %i of its policy: nothing is concluded',
    async (read) => {
      const world = withPolicy(open);
      const look = world.bucket.policy.bind(world.bucket);
      world.bucket.policy = async (name) => (world.bucket.reads + 1 < read ? look(name) : gone);
      await expect(remediate(world)).rejects.toMatchObject({ name: 'Retryable' });
      expect(world.bucket.writes).toHaveLength(read - 2);
      expect(world.state.keys('receipts/')).toEqual([]);
    },
  );

  it.each([
    'settings.json',
    'inventory.json',
    `approvals/${bucket}.json`,
    `locks/${bucket}.json`,
    `fights/${bucket}.json`,
    'backups/',
    'receipts/',
  ])(
    'any right to %s in the state bucket: the bucket is closed with a backup, or untouched',
    async (prefix) => {
      for (const [reads, writes] of [
        [true, false],
        [false, true],
        [true, true],
      ]) {
        const world = withPolicy(open);
        const { read, write, list } = world.state;
        const denied = accessDenied('s3:*');
        const is = (key: string) => key.startsWith(prefix);
        world.state.read = async (key) =>
          reads && is(key) ? unreadable(denied) : read.call(world.state, key);
        world.state.list = async (key) =>
          reads && is(key) ? unreadable(denied) : list.call(world.state, key);
        world.state.write = async (key, ...rest) => {
          if (writes && is(key)) throw new Error('s3:PutObject: AccessDenied');
          return write.call(world.state, key, ...rest);
        };
        for (const _ of [1, 2]) {
          await remediate(world).catch(() => {});
          heldTo(world, open);
          world.clock.pass(300_000);
        }
        const needed = ['backups/', `locks/${bucket}.json`];
        if (writes && needed.includes(prefix)) expect(world.bucket.writes).toEqual([]);
      }
    },
  );
});

describe('clocks that differ', () => {
  const lock = `locks/${bucket}.json`;

  it.each([1, 2, 3])(
    'by more than a lock lasts lose no policy, and leave none open without an exception: met at read %i',
    async (read) => {
      const world = withPolicy(open);
      await remediate(world);
      world.clock.pass(60_000);
      const theirs = open.replace('s3:*', 's3:GetObject');
      world.bucket.policies.set(bucket, theirs);
      const ahead = {
        now: () => new Date(world.clock.now().getTime() + 600_000),
        sleep: (milliseconds: number) => world.clock.sleep(milliseconds),
      };
      const at = world.bucket.reads + read;
      const holders: unknown[] = [];
      let other: Promise<unknown> = Promise.resolve();
      world.bucket.interfere = (n) => {
        if (n === at) other = restore({ ...world, clock: ahead } as unknown as ContactCenter);
        if (n > at) holders.push(world.state.json(lock));
      };
      await Promise.allSettled([remediate(world).then(() => other), other]);
      await other.catch(() => {});
      expect(holders).toContainEqual(
        expect.objectContaining({ owner: expect.stringMatching(/^e-2 /) }),
      );
      const kept = world.state.keys('backups/').map((key) => world.state.json(key));
      expect(kept).toContainEqual(expect.objectContaining({ before: theirs }));
      if (isClosed(world)) return;
      expect([open, theirs]).toContain(world.bucket.policies.get(bucket));
      expect(world.state.json('settings.json')).toMatchObject({ exceptions: [{ bucket }] });
    },
  );
});
