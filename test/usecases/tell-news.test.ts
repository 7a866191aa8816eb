import { beforeEach, describe, expect, it } from '@jest/globals';
import { configRuleName } from '#shared/connect/deployment.ts';
import { known } from '#shared/connect/fact.ts';
import { type OutcomeStatus, outcome } from '#shared/remediation/outcome.ts';
import { readSettings, settingsToJudgeBy } from '#shared/usecases/settings.ts';
import type { SettingsWriter } from '#shared/usecases/settings-news.ts';
import { parseSettingsWriter, tellNews } from '#shared/usecases/tell-news.ts';
import { tellPeople } from '#shared/usecases/tell-people.ts';
import { bucket, contactCenter, deployment, instances, settings } from '../fakes/contact-center.ts';

const rule = configRuleName('bucket-policy-least-privilege');
const minute = 60_000;
const hour = 60 * minute;

let world: ReturnType<typeof contactCenter>;
beforeEach(async () => {
  world = contactCenter();
  // The settings of the beginning are known.
  await tellNews(world, deployment, [rule]);
  world.notify.told.length = 0;
});

const look = (writer?: SettingsWriter) => tellNews(world, deployment, [rule], writer);

describe('settings that cannot be understood', () => {
  it('are told, and leave the last good ones to be judged by, but not to be written by', async () => {
    const { state } = world;
    expect(state.json('settings.last-good.json')).toEqual(settings);
    state.seed('settings.json', { ...settings, mode: 'on' });
    expect(await look()).toMatchObject({ settingsFault: expect.stringMatching(/^mode: /) });
    expect(state.json('settings.last-good.json')).toEqual(settings);
    expect(await settingsToJudgeBy(state, deployment)).toEqual(known(settings));
    expect(await readSettings(state, deployment)).toMatchObject({ state: 'unreadable' });
    state.seed('settings.json', { ...settings, mode: 'approve' });
    expect(await look()).toMatchObject({ settingsFault: null });
    expect(state.json('settings.last-good.json')).toMatchObject({ mode: 'approve' });
  });

  it('are followed by nobody when none were good before, or the last good ones are none any more', async () => {
    const { state } = world;
    state.seed('settings.json', '{');
    for (const kept of ['{', undefined]) {
      if (kept === undefined) state.objects.delete('settings.last-good.json');
      else state.seed('settings.last-good.json', kept);
      expect(await settingsToJudgeBy(state, deployment)).toMatchObject({ state: 'unreadable' });
    }
  });

  it('are not those that may not be read: then nobody knows whether they have changed', async () => {
    world.state.denied.add('settings.json');
    expect(await look()).toMatchObject({
      settingsFault: undefined,
      faults: expect.arrayContaining([expect.stringContaining('AccessDenied')]),
    });
    expect(await settingsToJudgeBy(world.state, deployment)).toMatchObject({
      state: 'unreadable',
      why: { code: 'AccessDenied' },
    });
  });
});

describe('changed settings', () => {
  it('are told with the difference, once', async () => {
    world.state.seed('settings.json', { ...settings, mode: 'approve' });
    expect(await look()).toMatchObject({ settings: true, faults: [] });
    expect(await look()).toMatchObject({ settings: false });
    const [{ subject, text } = { subject: '', text: '' }] = world.notify.told;
    expect(world.notify.told).toHaveLength(1);
    expect(subject).toBe('Settings changed');
    expect(text).toContain('mode\n');
    expect(text).toContain('+ "approve"');
  });

  it('are told with who wrote them, if the event is about what is stored', async () => {
    world.state.seed('settings.json', { ...settings, mode: 'approve' });
    const etag = world.state.objects.get('settings.json')?.etag.replaceAll('"', '') ?? '';
    await look({ requester: '999988887777', sourceIp: '198.51.100.7', etag });
    expect(world.notify.told[0]?.text).toContain('999988887777, from 198.51.100.7');
    world.state.seed('settings.json', settings);
    await look({ requester: '999988887777', etag });
    expect(world.notify.told[1]?.text).not.toContain('999988887777');
  });

  it.each([
    ['{', 'no JSON'],
    ['{"modes":"observe"}', 'an unknown key'],
  ])('that are malformed are told as such: %s', async (text, _) => {
    world.state.seed('settings.json', text);
    await look();
    expect(world.notify.subjects).toEqual(['Settings malformed']);
    await look();
    world.state.seed('settings.json', settings);
    await look();
    expect(world.notify.subjects).toEqual(['Settings malformed', 'Settings changed']);
  });

  it('are told later when telling fails now', async () => {
    world.state.seed('settings.json', { ...settings, mode: 'approve' });
    world.notify.fault = new Error('no topic');
    expect((await look()).faults).toEqual(['no topic']);
    world.notify.fault = undefined;
    expect(await look()).toMatchObject({ settings: true, faults: [] });
  });
});

const execution = '0b9f4a52-6c1d-4e8f-9a37-5d2e7c1b8f60';
const written = (status: OutcomeStatus, at = world.clock.now(), executionId = execution) => {
  const iso = at.toISOString();
  const name = `${iso.replaceAll(':', '-')}-0123456789ab.json`;
  const key = `receipts/${bucket}/${name}`;
  world.state.seed(key, {
    version: 1,
    status,
    bucket,
    account: deployment.account,
    region: deployment.region,
    at: iso,
    executionId,
    by: 'automation',
    instances: [instances.tokyo],
    backup: `backups/${bucket}/${new Date(at.getTime() - 2000).toISOString().replaceAll(':', '-')}-none.json`,
    digestBefore: 'none',
    digestAfter: `0123456789ab${'0'.repeat(52)}`,
    reason: 'Closed: everybody could read.',
  });
  return key;
};

describe('after a write', () => {
  const fail = (count = 3) =>
    world.uploads.errors.set(instances.tokyo, [
      ...(world.uploads.errors.get(instances.tokyo) ?? []),
      { at: world.clock.now(), count },
    ]);

  it('recordings that fail are told once, with the command that undoes it', async () => {
    written('REMEDIATED');
    world.clock.pass(5 * minute);
    expect(await look()).toMatchObject({ uploads: 0 });
    fail();
    expect(await look()).toMatchObject({ uploads: 1, faults: [] });
    fail();
    expect(await look()).toMatchObject({ uploads: 0 });
    const [{ subject, text } = { subject: '', text: '' }] = world.notify.told;
    expect(world.notify.told).toHaveLength(1);
    expect(subject).toContain(bucket);
    expect(text).toContain(`${instances.tokyo}: 3`);
    expect(text).toContain(`connect-guard restore ${bucket} --yes`);
  });

  it('what failed before it, or long after it, is not its work', async () => {
    fail();
    world.clock.pass(2 * minute);
    written('REMEDIATED');
    expect(await look()).toMatchObject({ uploads: 0 });
    world.clock.pass(25 * hour);
    fail();
    expect(await look()).toMatchObject({ uploads: 0 });
  });

  it('the settings say for how long', async () => {
    world.state.seed('settings.json', { ...settings, watchUploadsHours: 48 });
    written('REMEDIATED');
    world.clock.pass(25 * hour);
    fail();
    expect(await look()).toMatchObject({ uploads: 1 });
  });

  it('that was taken back nothing is watched', async () => {
    written('ROLLED_BACK');
    fail();
    expect(await look()).toMatchObject({ uploads: 0 });
  });

  it('metrics that cannot be read are a fault, and keep nothing else from being told', async () => {
    written('REMEDIATED');
    world.uploads.denied = true;
    world.exceptions.all = [{ rule, resourceType: 'AWS::S3::Bucket', resourceId: bucket }];
    const news = await look();
    expect(news.faults).toEqual([expect.stringContaining('cloudwatch:GetMetricData')]);
    expect(news.exceptions).toBe(1);
    expect(world.notify.told).toHaveLength(1);
  });
});

describe('a write', () => {
  it('by somebody with their own credentials is told once', async () => {
    written(
      'ADOPTED',
      world.clock.now(),
      'connect-guard-adopt-0b9f4a52-6c1d-4e8f-9a37-5d2e7c1b8f60',
    );
    expect(await look()).toMatchObject({ untold: 1, faults: [] });
    expect(await look()).toMatchObject({ untold: 0 });
    expect(world.notify.subjects).toEqual([`Adopted: ${bucket}`]);
  });

  it('by an automation is told by the function that made it', async () => {
    const receipt = written('REMEDIATED');
    const ended = outcome('REMEDIATED', bucket, 'Closed: it was open.', { receipt });
    await tellPeople(world, { deployment, outcome: ended, executionId: 'execution-1' });
    world.clock.pass(hour);
    expect(await look()).toMatchObject({ untold: 0 });
    expect(world.notify.told).toHaveLength(1);
  });

  it('whose function was cut off before it told is told when it had the time to', async () => {
    written('REMEDIATED');
    expect(await look()).toMatchObject({ untold: 0 });
    world.clock.pass(10 * minute);
    expect(await look()).toMatchObject({ untold: 1 });
    expect(await look()).toMatchObject({ untold: 0 });
    expect(world.notify.subjects).toEqual([`Closed: ${bucket}`]);
  });
});

describe('remediation exceptions of AWS Config', () => {
  const exception = (resourceId: string) => ({
    rule,
    resourceType: 'AWS::S3::Bucket',
    resourceId,
    message: 'added after 5 attempts',
  });

  it('are counted, and told when there are others than before', async () => {
    world.exceptions.all = [exception(bucket)];
    expect(await look()).toMatchObject({ exceptions: 1 });
    expect(await look()).toMatchObject({ exceptions: 1 });
    expect(world.notify.told).toHaveLength(1);
    expect(world.notify.told[0]?.text).toContain('connect-guard exceptions clear');
    world.exceptions.all = [];
    expect(await look()).toMatchObject({ exceptions: 0 });
    world.exceptions.all = [exception(bucket)];
    await look();
    expect(world.notify.told).toHaveLength(2);
  });
});

describe('the recorder of AWS Config', () => {
  it.each([
    ['is not there', [], 'has no recorder'],
    ['is stopped', [{ name: 'main', recording: false }], '--configuration-recorder-name main'],
    [
      'is blind',
      [{ name: 'main', recording: true, failure: { code: 'AccessDenied', message: 's3' } }],
      'is blind: AccessDenied: s3',
    ],
  ])('that %s is told once, and again after it was in order', async (_, all, words) => {
    const inOrder = world.recorder.all;
    expect(await look()).toMatchObject({ recorderTrouble: false });
    for (const times of [1, 2]) {
      world.recorder.all = all;
      expect(await look()).toMatchObject({ recorderTrouble: true, faults: [] });
      expect(await look()).toMatchObject({ recorderTrouble: true });
      expect(world.notify.told).toHaveLength(times);
      expect(world.notify.told.at(-1)?.text).toContain(words);
      world.recorder.all = inOrder;
      expect(await look()).toMatchObject({ recorderTrouble: false });
    }
  });

  it('that may not be looked at is a fault, never in order', async () => {
    world.recorder.denied = true;
    const { recorderTrouble, faults } = await look();
    expect(recorderTrouble).toBeUndefined();
    expect(faults).toEqual([expect.stringContaining('DescribeConfigurationRecorderStatus')]);
  });
});

it('says how old the inventory is, and nothing while there is none', async () => {
  world.clock.pass(90 * minute);
  expect((await look()).inventoryAge).toBeGreaterThanOrEqual(90);
  world.state.objects.delete('inventory.json');
  expect((await look()).inventoryAge).toBeUndefined();
});

describe('the event of S3', () => {
  const event = (key: string, name = deployment.stateBucket) => ({
    'detail-type': 'Object Created',
    account: deployment.account,
    detail: {
      bucket: { name },
      object: { key, etag: 'abc' },
      requester: deployment.account,
      'source-ip-address': '198.51.100.7',
    },
  });

  it('tells who wrote the settings; the schedule tells nothing', () => {
    expect(parseSettingsWriter(event('settings.json'), deployment)).toEqual({
      requester: deployment.account,
      sourceIp: '198.51.100.7',
      etag: 'abc',
    });
    expect(parseSettingsWriter({ reason: 'schedule' }, deployment)).toBeUndefined();
  });

  it.each([
    ['another object', event('inventory.json'), 'detail.object.key'],
    ['another bucket', event('settings.json', 'elsewhere'), 'detail.bucket.name'],
    [
      'another event',
      { ...event('settings.json'), 'detail-type': 'Object Deleted' },
      'detail-type',
    ],
    ['nothing', {}, 'detail-type'],
  ])('about %s is refused by its path', (_, wrong, path) => {
    expect(() => parseSettingsWriter(wrong, deployment)).toThrow(path);
  });
});
