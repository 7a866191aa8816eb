import { describe, expect, it } from '@jest/globals';
import { known } from '#shared/connect/fact.ts';
import {
  checkSettings,
  putSettings,
  readSettings,
  recordException,
  storeSettings,
} from '#shared/usecases/settings.ts';
import { bucket, contactCenter, deployment, roles, settings } from '../fakes/contact-center.ts';

const put = (world: ReturnType<typeof contactCenter>, content: unknown) =>
  putSettings(world, deployment, typeof content === 'string' ? content : JSON.stringify(content));

describe('the settings in force', () => {
  it('are none until somebody writes them', async () => {
    const world = contactCenter();
    expect(await readSettings(world.state, deployment)).toEqual(known(settings));
    world.state.objects.delete('settings.json');
    expect(await readSettings(world.state, deployment)).toEqual(known({ version: 1 }));
  });

  it('mistake 7: are unreadable, never a default, when they cannot be understood', async () => {
    const world = contactCenter();
    for (const [text, message] of [
      ['', /^settings\.json: \$: /],
      ['{"version":1,"version":1}', /^settings\.json: version: named twice/],
      ['{"version":1,"mode":"on"}', /^settings\.json: mode: /],
    ] as const) {
      world.state.seed('settings.json', text);
      expect(await readSettings(world.state, deployment)).toMatchObject({
        state: 'unreadable',
        why: { code: 'InvalidSettings', message: expect.stringMatching(message) },
      });
    }
  });
});

describe('putting settings', () => {
  it('stores them with the ids of whom they name, and says what changed', async () => {
    const world = contactCenter();
    const { changes, warnings } = await put(world, {
      version: 1,
      administrators: [roles.admin.arn, { permissionSet: 'ConnectAdmin' }],
      auditors: [{ arn: roles.recorder.arn, reason: 'audit' }],
    });
    expect(warnings).toEqual([]);
    expect(world.state.json('settings.json')).toMatchObject({
      ids: { [roles.admin.arn]: roles.admin.id },
    });
    expect(changes.map(({ path }) => path)).toEqual(
      ['mode', 'administrators', 'version', 'auditors', 'ids'].filter((path) => path !== 'version'),
    );
  });

  it('approves the present id of whoever is named', async () => {
    const world = contactCenter();
    await put(world, settings);
    world.iam.ids.set(roles.admin.arn, 'AROAADMIN000000000002');
    const { changes } = await put(world, settings);
    expect(changes).toEqual([
      { path: `ids.${roles.admin.arn}`, before: roles.admin.id, after: 'AROAADMIN000000000002' },
    ]);
  });

  it('warns of whom it cannot find', async () => {
    const world = contactCenter();
    world.iam.ids.delete(roles.admin.arn);
    const { warnings } = await put(world, {
      ...settings,
      workloads: [{ arn: 'arn:aws:iam::111122223333:role/none', reason: 'x' }],
      instances: {
        'arn:aws:connect:ap-northeast-1:111122223333:instance/i': {
          administrators: [{ permissionSet: 'None' }],
        },
      },
    });
    expect(warnings).toEqual([
      `administrators[0]: ${roles.admin.arn}: there is none of this name`,
      'instances.arn:aws:connect:ap-northeast-1:111122223333:instance/i.administrators[0]: permission set None: it has no role in this account',
      'workloads[0]: arn:aws:iam::111122223333:role/none: there is none of this name',
    ]);
  });

  it('replaces malformed settings', async () => {
    const world = contactCenter();
    world.state.seed('settings.json', '{');
    await put(world, { version: 1 });
    expect(world.state.json('settings.json')).toEqual({ version: 1, ids: {} });
  });

  it.each<[string, string, RegExp]>([
    ['no JSON', 'mode: enforce', /^\$: /],
    ['a key twice', '{"version":1,"mode":"observe","mode":"enforce"}', /^mode: named twice/],
    ['an unknown key', '{"version":1,"modes":"enforce"}', /^modes: unknown key/],
    ['text after it', '{"version":1} {}', /^\$: text after the end/],
  ])('writes nothing for %s', async (_, text, message) => {
    const world = contactCenter();
    await expect(put(world, text)).rejects.toThrow(message);
    expect(world.state.json('settings.json')).toEqual(settings);
  });

  it('stores just what was compared, and not over what was written since', async () => {
    const world = contactCenter();
    const checked = await checkSettings(world, deployment, () => ({ version: 1, mode: 'observe' }));
    expect(checked.changes).toContainEqual({ path: 'mode', before: 'enforce', after: 'observe' });
    expect(world.state.json('settings.json')).toEqual(settings);
    const theirs = { ...settings, mode: 'approve' };
    world.state.seed('settings.json', theirs);
    await expect(storeSettings(world, checked)).rejects.toThrow('Somebody else changed');
    expect(world.state.json('settings.json')).toEqual(theirs);
  });

  it('does not write over what somebody else wrote meanwhile', async () => {
    const world = contactCenter();
    const principal = world.iam.principal.bind(world.iam);
    world.iam.principal = (arn) => {
      world.state.seed('settings.json', { version: 1, mode: 'approve' });
      return principal(arn);
    };
    await expect(put(world, settings)).rejects.toMatchObject({ name: 'Retryable' });
    expect(world.state.json('settings.json')).toEqual({ version: 1, mode: 'approve' });
  });

  it('does not write over what it may not read', async () => {
    const world = contactCenter();
    world.state.denied.add('settings.json');
    await expect(put(world, settings)).rejects.toMatchObject({ name: 'Retryable' });
  });
});

describe('recording an exception', () => {
  const exception = { bucket, reason: 'restore', expires: '2026-03-08T12:00:00Z' };

  it('stands in place of what it was and of what has expired, and beside all others', async () => {
    const world = contactCenter();
    const longer = { bucket, reason: 'migration', expires: '2026-09-01T00:00:00Z' };
    const expired = { bucket, reason: 'old', expires: '2026-02-01T00:00:00Z' };
    const earlier = { ...exception, expires: '2026-03-07T12:00:00Z' };
    const other = { ...exception, bucket: 'another-bucket' };
    world.state.seed('settings.json', {
      ...settings,
      exceptions: [longer, expired, earlier, other],
    });
    await recordException(world, deployment, exception);
    expect(world.state.json('settings.json')).toEqual({
      ...settings,
      exceptions: [longer, other, exception],
    });
  });

  it('tries again when somebody else was faster', async () => {
    const world = contactCenter();
    const write = world.state.write.bind(world.state);
    let losses = 2;
    world.state.write = async (...args) => (losses-- > 0 ? false : write(...args));
    await recordException(world, deployment, exception);
    expect(world.state.json('settings.json')).toMatchObject({ exceptions: [exception] });
  });

  it('does not touch malformed settings', async () => {
    const world = contactCenter();
    world.state.seed('settings.json', '{"version":1,"mode":"on"}');
    await expect(recordException(world, deployment, exception)).rejects.toThrow(/^mode: /);
    expect(world.state.json('settings.json')).toEqual({ version: 1, mode: 'on' });
  });
});
