import { describe, expect, it } from '@jest/globals';
import { known } from '#shared/connect/fact.ts';
import { generateBucketPolicy } from '#shared/generate/bucket-policy.ts';
import { checkBucketPolicy } from '#shared/generate/check-bucket-policy.ts';
import type { CheckBucketPolicy } from '#shared/generate/check-result.ts';
import { policyDigest } from '#shared/policy/canonical.ts';
import { parsePolicy } from '#shared/policy/parse.ts';
import { WriteRejected } from '#shared/ports.ts';
import { parseSettings } from '#shared/settings/parse.ts';
import { remediateBucketPolicy } from '#shared/usecases/remediate-bucket-policy.ts';
import { restoreBucketPolicy } from '#shared/usecases/restore-bucket-policy.ts';
import {
  bucket,
  type ContactCenter,
  contactCenter,
  deployment,
  facts,
  inventory,
  roles,
  settings,
  sharedBucket,
} from '../fakes/contact-center.ts';
import { CutOff, cutOff } from '../fakes/cut-off.ts';

const request = { deployment, bucket, executionId: 'execution-1', check: checkBucketPolicy };
const remediate = (world: ContactCenter, changed: Partial<typeof request> = {}) =>
  remediateBucketPolicy(world, { ...request, ...changed });
const restore = (world: ContactCenter, changed: object = {}) =>
  restoreBucketPolicy(world, { ...request, executionId: 'execution-2', ...changed });

/** Byte for byte as somebody typed it. */
const open =
  '{\n  "Version": "2012-10-17",\n  "Statement": {"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::amazon-connect-0123456789ab/*"}\n}';
const opened = (): ContactCenter => {
  const world = contactCenter();
  world.bucket.policies.set(bucket, open);
  return world;
};
const isClosed = (world: ContactCenter): boolean =>
  checkBucketPolicy(facts, parsePolicy(world.bucket.policies.get(bucket) ?? '')).verdict ===
  'COMPLIANT';
const nothingWritten = (world: ContactCenter): void => {
  expect(world.bucket.writes).toEqual([]);
  expect(world.state.keys('receipts/')).toEqual([]);
};

describe('remediation', () => {
  it('closes the bucket, keeps the old policy byte for byte and leaves a receipt', async () => {
    const world = opened();
    const done = await remediate(world);
    expect(done).toMatchObject({ status: 'REMEDIATED', bucket, refusals: [] });
    expect(done.reasons[0]).toMatch(/^Closed: A role such as analyst .* can s3:GetObject/);
    expect(isClosed(world)).toBe(true);
    expect(world.state.json(done.backup ?? '')).toMatchObject({
      before: open,
      executionId: 'execution-1',
      madeBy: 'remediation',
    });
    expect(world.state.json(done.receipt ?? '')).toMatchObject({
      status: 'REMEDIATED',
      backup: done.backup,
    });
    expect(world.bucket.writes).toHaveLength(1);
  });

  it('backs up that there was no policy', async () => {
    const world = contactCenter();
    const { backup } = await remediate(world);
    expect(world.state.json(backup ?? '')).toMatchObject({ before: null, digestBefore: 'none' });
    expect(isClosed(world)).toBe(true);
  });

  it('gives a shared bucket to the roles of all its instances', async () => {
    const world = contactCenter();
    await remediate(world, { bucket: sharedBucket });
    const written = world.bucket.policies.get(sharedBucket);
    expect(written).toContain(`${roles.osaka.id}:*`);
    expect(written).toContain(`${roles.old.id}:*`);
    expect(written).not.toContain(roles.tokyo.id);
  });

  it('mistake 3: writes once, and is already compliant the second time', async () => {
    const world = opened();
    await remediate(world);
    expect(await remediate(world)).toMatchObject({ status: 'ALREADY_COMPLIANT' });
    expect(world.bucket.writes).toHaveLength(1);
    expect(world.state.keys('backups/')).toHaveLength(1);
  });

  it('waits until the new policy is seen', async () => {
    const world = opened();
    world.bucket.lag = 3;
    expect((await remediate(world)).status).toBe('REMEDIATED');
    expect(world.clock.slept).toBeGreaterThan(0);
  });

  it('does not wait for ever', async () => {
    const world = opened();
    world.bucket.lag = 1000;
    await expect(remediate(world)).rejects.toMatchObject({
      name: 'Retryable',
      message: expect.stringContaining('not seen yet'),
    });
    world.bucket.lag = 0;
    world.bucket.policies.set(bucket, world.bucket.writes[0]?.policy ?? '');
  });

  it('takes what S3 makes of the policy for its own', async () => {
    const world = opened();
    world.bucket.normalise = (policy) => {
      const { Version, Statement } = JSON.parse(policy) as { Version: string; Statement: object[] };
      return JSON.stringify({ Statement: Statement.toReversed(), Version });
    };
    expect((await remediate(world)).status).toBe('REMEDIATED');
  });

  it('touches nothing when the policy changed between plan and put', async () => {
    const world = opened();
    world.bucket.interfere = (read) => {
      if (read === 2) world.bucket.policies.set(bucket, open.replace('GetObject', 'PutObject'));
    };
    expect((await remediate(world)).status).toBe('CONFLICT');
    nothingWritten(world);
  });

  it('leaves a third policy alone that appears after the put', async () => {
    const world = opened();
    const theirs = open.replace('GetObject', 'PutObject');
    world.bucket.interfere = (read) => {
      if (read === 3) world.bucket.policies.set(bucket, theirs);
    };
    const done = await remediate(world);
    expect(done.status).toBe('CONFLICT');
    expect(world.bucket.policies.get(bucket)).toBe(theirs);
    expect(world.state.json(done.receipt ?? '')).toMatchObject({ status: 'CONFLICT' });
  });

  /** Finds a lock-out in what is stored, once the plan has passed. */
  const failsOnStored = (): CheckBucketPolicy => {
    let calls = 0;
    return (...args) => {
      const result = checkBucketPolicy(...args);
      const locked = checkBucketPolicy(
        { ...facts, connectRoles: [{ ...roles.tokyo, id: 'AROAOTHER000000000001' }] },
        args[1],
      );
      return ++calls < 3 ? result : locked;
    };
  };

  it.each([
    ['puts the old policy back', open],
    ['takes the new policy away where there was none', undefined],
  ])('%s when what S3 stored locks somebody out', async (_, before) => {
    const world = contactCenter();
    if (before !== undefined) world.bucket.policies.set(bucket, before);
    const done = await remediate(world, { check: failsOnStored() });
    expect(done).toMatchObject({
      status: 'ROLLED_BACK',
      findings: [{ question: 'lockout' }],
    });
    expect(world.bucket.policies.get(bucket)).toBe(before);
    expect(world.state.json(done.receipt ?? '')).toMatchObject({ status: 'ROLLED_BACK' });
  });

  it('puts the old policy back also when one more read still sees it', async () => {
    const world = opened();
    let written = '';
    world.bucket.interfere = (read) => {
      if (read === 4) {
        written = world.bucket.policies.get(bucket) ?? '';
        world.bucket.policies.set(bucket, open);
      }
      if (read === 5) world.bucket.policies.set(bucket, written);
    };
    expect((await remediate(world, { check: failsOnStored() })).status).toBe('ROLLED_BACK');
    expect(world.bucket.writes.map(({ policy }) => policy)).toEqual([written, open]);
  });

  it('does not put the old policy back over what somebody else wrote meanwhile', async () => {
    const world = opened();
    world.bucket.interfere = (read) => {
      if (read === 4) world.bucket.policies.set(bucket, open.replace('GetObject', 'PutObject'));
    };
    expect((await remediate(world, { check: failsOnStored() })).status).toBe('CONFLICT');
    expect(world.bucket.writes).toHaveLength(1);
  });

  it.each<[string, (world: ContactCenter) => void, string]>([
    [
      'the mode is to observe',
      (world) => world.state.seed('settings.json', { ...settings, mode: 'observe' }),
      'MODE',
    ],
    [
      'the mode is to approve',
      (world) => world.state.seed('settings.json', { ...settings, mode: 'approve' }),
      'MODE',
    ],
    [
      'there are no settings',
      (world) => world.state.objects.delete('settings.json'),
      'ADMINISTRATORS_UNKNOWN',
    ],
    [
      'mistake 7: the settings are malformed',
      (world) => world.state.seed('settings.json', '{"mode":"enforce"}'),
      'FACTS_UNREADABLE',
    ],
    [
      'mistake 7: the settings may not be read',
      (world) => world.state.denied.add('settings.json'),
      'FACTS_UNREADABLE',
    ],
    [
      'no administrator exists',
      (world) => world.iam.ids.delete(roles.admin.arn),
      'ADMINISTRATORS_UNKNOWN',
    ],
    [
      'an administrator may not be read',
      (world) => world.iam.denied.add(roles.admin.arn),
      'FACTS_UNREADABLE',
    ],
    [
      "Connect's role may not be read",
      (world) => world.iam.denied.add(roles.tokyo.arn),
      'FACTS_UNREADABLE',
    ],
    [
      "Connect's role is gone",
      (world) => world.iam.ids.delete(roles.tokyo.arn),
      'FACTS_UNREADABLE',
    ],
    [
      'mistake 12: the live policy may not be read',
      (world) => world.bucket.denied.add(bucket),
      'POLICY_UNREADABLE',
    ],
    [
      'the live policy is malformed',
      (world) => world.bucket.policies.set(bucket, '{"Statement":[{}]}'),
      'POLICY_NOT_UNDERSTOOD',
    ],
    [
      'an exception is in force',
      (world) =>
        world.state.seed('settings.json', {
          ...settings,
          exceptions: [{ bucket, reason: 'x', expires: '2026-04-01T00:00:00Z' }],
        }),
      'EXCEPTION',
    ],
    [
      'the bucket is of another account',
      (world) =>
        world.state.seed('inventory.json', {
          ...inventory,
          buckets: { [bucket]: known({ owner: 'not-this-account' }) },
        }),
      'OTHER_ACCOUNT',
    ],
    [
      'the bucket is of nobody',
      (world) => world.state.seed('inventory.json', { ...inventory, buckets: {} }),
      'OTHER_ACCOUNT',
    ],
    [
      'the bucket is in another region',
      (world) =>
        world.state.seed('inventory.json', {
          ...inventory,
          buckets: { [bucket]: known({ owner: 'this-account', region: 'us-east-1' }) },
        }),
      'OTHER_REGION',
    ],
    [
      'no instance uses the bucket',
      (world) => world.state.seed('inventory.json', { ...inventory, instances: known([]) }),
      'NOT_A_CONNECT_BUCKET',
    ],
    [
      'a foreign statement keeps Connect out',
      (world) =>
        world.bucket.policies.set(
          bucket,
          open.replace('Allow', 'Deny').replace('{"AWS":"111122223333"}', '"*"'),
        ),
      'FOREIGN_STATEMENT',
    ],
    [
      'the policy would be too long',
      (world) =>
        world.bucket.policies.set(
          bucket,
          open.replace('"Effect"', `"Sid":"${'x'.repeat(20_000)}","Effect"`),
        ),
      'TOO_LARGE',
    ],
    [
      'S3 refuses it',
      (world) => {
        world.bucket.rejection = new WriteRejected(
          'MalformedPolicy',
          'Invalid principal in policy',
        );
      },
      'REJECTED_BY_S3',
    ],
  ])('writes nothing and says why when %s', async (_, change, code) => {
    const world = opened();
    change(world);
    const done = await remediate(world);
    expect(done.status).toBe('REFUSED');
    expect(done.refusals.map((refusal) => refusal.code)).toContain(code);
    expect(done.reasons[0]).toMatch(/^[A-Z0-9_]+: .+\. \S/);
    nothingWritten(world);
  });

  it('writes nothing to an incomplete union of roles', async () => {
    const world = opened();
    const all = inventory.instances.state === 'known' ? inventory.instances.value : [];
    const why = { action: 'connect:ListInstanceStorageConfigs', code: 'AccessDenied', message: '' };
    const partly = all.map((instance, index) =>
      index === 1
        ? { ...instance, storage: { CALL_RECORDINGS: { state: 'unreadable', why } } }
        : instance,
    );
    world.state.seed('inventory.json', {
      ...inventory,
      instances: { state: 'known', value: partly },
    });
    expect((await remediate(world)).refusals.map(({ code }) => code)).toEqual([
      'INVENTORY_INCOMPLETE',
    ]);
    nothingWritten(world);
  });

  it('does not write what it cannot decide', async () => {
    const world = opened();
    const check: CheckBucketPolicy = () => ({
      verdict: 'UNDECIDED',
      findings: [],
      undecided: ['a variable'],
      steps: 1,
    });
    expect(await remediate(world, { check })).toMatchObject({
      status: 'UNDECIDED',
      reasons: [expect.stringContaining('a variable')],
    });
    nothingWritten(world);
  });

  it('waits for an inventory', async () => {
    const world = opened();
    world.state.objects.delete('inventory.json');
    await expect(remediate(world)).rejects.toMatchObject({ name: 'Retryable' });
    nothingWritten(world);
  });

  it.each(['', '*', 'a/b', '../settings.json', 'UPPER'])(
    'refuses %j for a bucket',
    async (name) => {
      await expect(remediate(opened(), { bucket: name })).rejects.toThrow(
        /^bucket: must be the name/,
      );
    },
  );
});

describe('restoring', () => {
  const remediated = async (before: string | null = open): Promise<ContactCenter> => {
    const world = contactCenter();
    if (before !== null) world.bucket.policies.set(bucket, before);
    await remediate(world);
    world.clock.pass(60_000);
    return world;
  };

  it('puts the old policy back byte for byte, under an exception of seven days', async () => {
    const world = await remediated();
    const done = await restore(world);
    expect(done.status).toBe('RESTORED');
    expect(world.bucket.policies.get(bucket)).toBe(open);
    const { exceptions, administrators } = parseSettings(
      world.state.json('settings.json'),
      deployment,
    );
    expect(administrators).toEqual(settings.administrators);
    expect(exceptions).toEqual([
      {
        bucket,
        reason: expect.stringMatching(/^policy restored from backups\/[^ ]+$/),
        expires: '2026-03-08T12:01:00.000Z',
      },
    ]);
    expect((await remediate(world)).refusals.map(({ code }) => code)).toEqual(['EXCEPTION']);
  });

  it('does not take what is still seen for what is there', async () => {
    const world = await remediated();
    const closed = world.bucket.policies.get(bucket) ?? '';
    const first = world.bucket.reads + 1;
    world.bucket.interfere = (read) =>
      world.bucket.policies.set(bucket, read === first ? open : closed);
    await expect(restore(world)).rejects.toMatchObject({ name: 'Retryable' });
    world.bucket.interfere = () => {};
    expect((await restore(world)).status).toBe('RESTORED');
    expect(world.bucket.policies.get(bucket)).toBe(open);
  });

  it('deletes the policy where there was none', async () => {
    const world = await remediated(null);
    expect((await restore(world)).status).toBe('RESTORED');
    expect(world.bucket.policies.has(bucket)).toBe(false);
    expect(world.bucket.writes.at(-1)).toEqual({ bucket, policy: null });
  });

  it('done twice is done once: it does not go back to before itself', async () => {
    const world = await remediated();
    await restore(world);
    world.clock.pass(1000);
    expect((await restore(world)).status).toBe('RESTORED');
    expect(world.bucket.policies.get(bucket)).toBe(open);
  });

  it('backs up what it replaces, and can go back to that by name', async () => {
    const world = await remediated();
    const { backup } = await restore(world);
    world.clock.pass(1000);
    expect((await restore(world, { backup })).status).toBe('RESTORED');
    expect(isClosed(world)).toBe(true);
  });

  it('is open to a person whatever the mode', async () => {
    const world = await remediated();
    world.state.seed('settings.json', { ...settings, mode: 'observe' });
    expect((await restore(world)).status).toBe('RESTORED');
  });

  /** What helps a remediation, another setting, is no help to a restore. */
  const putByHand = expect.stringMatching(
    /^Restore another of `connect-guard backups (\S+)`\. Or put it by hand, as .+: `connect-guard backups \1 \S+ > policy\.json`, and `aws s3api put-bucket-policy --bucket \1 /,
  );

  it('never locks anybody out', async () => {
    const denies = open.replace('Allow', 'Deny').replace('{"AWS":"111122223333"}', '"*"');
    const world = await remediated();
    const [key = ''] = world.state.keys('backups/');
    const backup = world.state.json(key);
    world.state.seed(key, {
      ...(backup as object),
      before: denies,
      digestBefore: policyDigest(denies),
    });
    const writes = world.bucket.writes.length;
    const done = await restore(world);
    expect(done.refusals).toEqual([
      expect.objectContaining({ code: 'FOREIGN_STATEMENT', next: putByHand }),
    ]);
    expect(world.bucket.writes).toHaveLength(writes);
    expect(world.state.json('settings.json')).not.toHaveProperty('exceptions');
  });

  it.each<[string, object, (world: ContactCenter, key: string) => void]>([
    ['there is none', {}, (world, key) => world.state.objects.delete(key)],
    ['the named one is not there', { backup: `backups/${bucket}/none.json` }, () => {}],
    ['the named one is of another bucket', { backup: 'backups/other-bucket/x.json' }, () => {}],
    ['the named one is no backup', { backup: 'settings.json' }, () => {}],
    ['it is malformed', {}, (world, key) => world.state.seed(key, '{')],
    ...(['bucket', 'account', 'region'] as const).map(
      (field): [string, object, (world: ContactCenter, key: string) => void] => [
        `it was copied from another ${field}`,
        {},
        (world, key) =>
          world.state.seed(key, {
            ...(world.state.json(key) as object),
            [field]: { bucket: sharedBucket, account: '444455556666', region: 'us-east-1' }[field],
          }),
      ],
    ),
    [
      'its policy was changed',
      {},
      (world, key) =>
        world.state.seed(
          key,
          (world.state.objects.get(key)?.body ?? '').replaceAll('GetObject', 'PutObject'),
        ),
    ],
  ])('refuses a backup when %s', async (_, changed, change) => {
    const world = await remediated();
    change(world, world.state.keys('backups/')[0] ?? '');
    const writes = world.bucket.writes.length;
    const done = await restore(world, changed);
    expect(done.refusals.map(({ code }) => code)).toEqual(['BACKUP_UNUSABLE']);
    expect(world.bucket.writes).toHaveLength(writes);
  });

  it.each<[string, (world: ContactCenter) => void]>([
    [
      'S3 refuses the old policy',
      (world) => {
        world.bucket.rejection = new WriteRejected('MalformedPolicy', 'Invalid principal');
      },
    ],
    [
      'somebody else changes the policy meanwhile',
      (world) => {
        const first = world.bucket.reads + 1;
        world.bucket.interfere = (read) => {
          if (read > first) world.bucket.policies.set(bucket, open.replace('GetO', 'PutO'));
        };
      },
    ],
  ])('leaves no exception of its own when %s', async (_, change) => {
    const world = await remediated();
    const theirs = { bucket, reason: 'migration', expires: '2026-03-02T12:00:00.000Z' };
    world.state.seed('settings.json', { ...settings, exceptions: [theirs] });
    change(world);
    expect(['REFUSED', 'CONFLICT']).toContain((await restore(world)).status);
    expect(world.state.json('settings.json')).toMatchObject({ exceptions: [theirs] });
  });

  it('of a policy that S3 refuses says how it is put by hand', async () => {
    const world = await remediated();
    world.bucket.rejection = new WriteRejected('MalformedPolicy', 'Invalid principal in policy');
    const done = await restore(world);
    expect(done).toMatchObject({
      status: 'REFUSED',
      refusals: [{ code: 'REJECTED_BY_S3', next: putByHand }],
      backup: expect.any(String),
    });
    expect(done.reasons[0]).toContain(done.refusals[0]?.next);
  });

  it('writes nothing when it cannot record the exception', async () => {
    const world = await remediated();
    const writes = world.bucket.writes.length;
    const write = world.state.write.bind(world.state);
    world.state.write = async (key, ...rest) =>
      key === 'settings.json' ? false : write(key, ...rest);
    await expect(restore(world)).rejects.toMatchObject({ name: 'Retryable' });
    expect(world.bucket.writes).toHaveLength(writes);
  });
});

describe('a crash', () => {
  /** Five minutes. */
  const lockIsOver = 300_000;
  const moments = Array.from({ length: 45 }, (_, index) => index + 1);
  const crash = async (run: () => Promise<unknown>): Promise<boolean> => {
    try {
      await run();
      return false;
    } catch (error) {
      if (error instanceof CutOff) return true;
      throw error;
    }
  };

  it.each(['before', 'after'] as const)(
    '%s any call of a remediation is made good by repeating it',
    async (when) => {
      let crashes = 0;
      for (const n of moments) {
        const world = opened();
        if (!(await crash(() => remediate(cutOff(world, n, when))))) break;
        crashes++;
        world.clock.pass(lockIsOver);
        expect(['REMEDIATED', 'ALREADY_COMPLIANT']).toContain((await remediate(world)).status);
        expect(isClosed(world)).toBe(true);
        expect(world.bucket.writes).toHaveLength(1);
        const backups = world.state.keys('backups/').map((key) => world.state.json(key));
        expect(backups).toContainEqual(expect.objectContaining({ before: open }));
        expect(world.state.keys('receipts/').map((key) => world.state.json(key))).toEqual([
          expect.objectContaining({ status: 'REMEDIATED', backup: expect.any(String) }),
        ]);
      }
      expect(crashes).toBeGreaterThan(10);
    },
  );

  it.each(['before', 'after'] as const)(
    '%s any call of a restore is made good by repeating it',
    async (when) => {
      let crashes = 0;
      for (const n of moments) {
        const world = opened();
        await remediate(world);
        world.clock.pass(60_000);
        if (!(await crash(() => restore(cutOff(world, n, when))))) break;
        crashes++;
        world.clock.pass(lockIsOver);
        const again = await restore(world, { executionId: 'execution-3' });
        expect(again.status).toBe('RESTORED');
        expect(world.bucket.policies.get(bucket)).toBe(open);
        expect(world.bucket.writes).toHaveLength(2);
        const { exceptions } = parseSettings(world.state.json('settings.json'), deployment);
        expect(exceptions).toHaveLength(1);
      }
      expect(crashes).toBeGreaterThan(10);
    },
  );
});

it('a closed bucket is what the generated policy makes of it', async () => {
  const world = contactCenter();
  await remediate(world);
  expect(JSON.parse(world.bucket.policies.get(bucket) ?? '')).toEqual(generateBucketPolicy(facts));
});
