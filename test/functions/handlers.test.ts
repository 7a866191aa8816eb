import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { configRuleName } from '#shared/connect/deployment.ts';
import { rules } from '#shared/rules/registry.ts';
import { account, bucket, type ContactCenter, region, settings } from '../fakes/contact-center.ts';
import { cloudTrailEvent } from '../usecases/cloud-trail-events.ts';
import { Wired } from './wired.ts';

let functions: Wired;
let world: ContactCenter;
let written: string[];

beforeAll(async () => {
  functions = await Wired.load();
});
beforeEach(() => {
  functions.begin();
  ({ world, written } = functions);
});

const invoke = (name: string, event: unknown) => functions.invoke(name, event);

const configRule = configRuleName('bucket-policy-least-privilege');

const configEvent = (invokingEvent: unknown, more: Record<string, unknown> = {}) => ({
  version: '1.0',
  invokingEvent: typeof invokingEvent === 'string' ? invokingEvent : JSON.stringify(invokingEvent),
  ruleParameters: '{"rule":"bucket-policy-least-privilege"}',
  resultToken: 'eyJlbmNyeXB0ZWREYXRhIjpbLTQy',
  eventLeftScope: false,
  executionRoleArn: `arn:aws:iam::${account}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig`,
  configRuleArn: `arn:aws:config:${region}:${account}:config-rule/config-rule-0123ab`,
  configRuleName: configRule,
  configRuleId: 'config-rule-0123ab',
  accountId: account,
  ...more,
});

const change = (configurationItemStatus = 'OK') => ({
  messageType: 'ConfigurationItemChangeNotification',
  configurationItem: {
    resourceType: 'AWS::S3::Bucket',
    resourceId: bucket,
    resourceName: bucket,
    configurationItemStatus,
    configurationItemCaptureTime: '2026-03-01T12:00:00.000Z',
    awsAccountId: account,
    awsRegion: region,
  },
  notificationCreationTime: '2026-03-01T12:00:01.000Z',
  recordVersion: '1.3',
});

describe('evaluate-buckets', () => {
  it('answers AWS Config about the bucket that changed', async () => {
    await invoke('evaluate-buckets', configEvent(change()));
    expect(world.config.told).toHaveLength(1);
    expect(world.config.evaluations).toMatchObject([
      { resourceType: 'AWS::S3::Bucket', resourceId: bucket },
    ]);
  });

  it('never says COMPLIANT when it may not read the policy', async () => {
    world.bucket.denied.add(bucket);
    await invoke('evaluate-buckets', configEvent(change()));
    expect(world.config.evaluations).toMatchObject([
      {
        verdict: 'NON_COMPLIANT',
        annotation: expect.stringMatching(/^Cannot tell: .*s3:GetBucketPolicy AccessDenied/),
      },
    ]);
  });

  it('fails, asking for an inventory, while there is none', async () => {
    world.state.objects.delete('inventory.json');
    await expect(invoke('evaluate-buckets', configEvent(change()))).rejects.toThrow(
      'There is no usable inventory',
    );
    expect(world.config.told).toEqual([]);
  });

  it('counts and logs what it found, with the rule that asked', async () => {
    await invoke('evaluate-buckets', configEvent(change('ResourceDeleted')));
    const { lines } = functions;
    const [log] = lines.filter(({ level }) => level === 'INFO');
    expect(log).toMatchObject({
      message: 'NOT_APPLICABLE',
      configRuleName: configRule,
      resourceType: 'AWS::S3::Bucket',
      resourceId: bucket,
      invokedAt: expect.stringMatching(/^2026-.*Z$/),
    });
    const [metric] = lines.filter((line) => '_aws' in line);
    expect(metric).toMatchObject({
      _aws: { CloudWatchMetrics: [{ Namespace: 'ConnectStorageGuard' }] },
      NOT_APPLICABLE: expect.anything(),
    });
  });

  it.each([
    ['nothing', {}, 'invokingEvent: '],
    ['text that is not JSON', configEvent('{"messageType":'), 'invokingEvent: '],
    [
      'a message of another type',
      configEvent({ messageType: 'News' }),
      'invokingEvent.messageType: ',
    ],
    [
      'a change without an item',
      configEvent({ messageType: 'ConfigurationItemChangeNotification' }),
      'invokingEvent.configurationItem: ',
    ],
    [
      'an oversized change without a summary',
      configEvent({ messageType: 'OversizedConfigurationItemChangeNotification' }),
      'invokingEvent.configurationItemSummary: ',
    ],
    [
      'a schedule without a time',
      configEvent({ messageType: 'ScheduledNotification' }),
      'invokingEvent.notificationCreationTime: ',
    ],
    ['no token', configEvent(change(), { resultToken: '' }), 'resultToken: '],
    [
      'another rule',
      configEvent(change(), { ruleParameters: '{"rule":"other"}' }),
      'configRuleName: ',
    ],
    [
      'parameters that are a list',
      configEvent(change(), { ruleParameters: '[]' }),
      'ruleParameters: ',
    ],
  ])('says what is wrong with %s, and tells AWS Config nothing', async (_, event, path) => {
    await expect(invoke('evaluate-buckets', event)).rejects.toThrow(new RegExp(`^${path}`));
    expect(world.config.told).toEqual([]);
  });
});

describe.each(rules.map(({ id, kind, resourceTypes }) => [id, `evaluate-${kind}s`, resourceTypes]))(
  'the rule %s, run by %s',
  (id, name, resourceTypes) => {
    const ofRule = {
      configRuleName: configRuleName(String(id)),
      ruleParameters: JSON.stringify({ rule: id }),
    };
    const scheduled = {
      messageType: 'ScheduledNotification',
      notificationCreationTime: '2026-03-01T12:00:00.000Z',
      awsAccountId: account,
      recordVersion: '1.0',
    };

    it('judges once a day all that there is, by facts that it says it needs', async () => {
      await invoke(String(name), configEvent(scheduled, ofRule));
      for (const { resourceType, annotation } of world.config.evaluations) {
        expect(resourceTypes).toContain(resourceType);
        expect(annotation).not.toContain('NotNeeded');
      }
    });

    it('says nothing, and asks for an inventory, when there is none', async () => {
      world.state.objects.delete('inventory.json');
      await expect(invoke(String(name), configEvent(scheduled, ofRule))).rejects.toThrow(
        'no usable inventory',
      );
      expect(world.refresh.reasons).toHaveLength(1);
      expect(world.config.told).toEqual([]);
    });

    it('calls resources of other types not applicable', async () => {
      const item = { ...change(), configurationItem: { ...change().configurationItem } };
      item.configurationItem.resourceType = 'AWS::EC2::Instance';
      await invoke(String(name), configEvent(item, ofRule));
      expect(world.config.evaluations).toMatchObject([{ verdict: 'NOT_APPLICABLE' }]);
    });
  },
);

describe('remediate-bucket-policy', () => {
  it('answers the outcome with its reasons, and no more than Systems Manager takes', async () => {
    world.bucket.denied.add(bucket);
    const answer = await invoke('remediate-bucket-policy', { bucket, executionId: 'e-1' });
    expect(answer).toMatchObject({ status: 'REFUSED', bucket });
    expect(Object.keys(answer as object)).not.toContain('findings');
    expect(world.bucket.writes).toEqual([]);
    expect(written.join('')).toContain('"REFUSED_UNINTENDED"');
  });

  it.each(['observe', 'approve'])('is no alarm when the mode is %s', async (mode) => {
    world.state.seed('settings.json', { ...settings, mode });
    const answer = await invoke('remediate-bucket-policy', { bucket, executionId: 'e-1' });
    expect(answer).toMatchObject({ status: 'REFUSED' });
    expect(written.join('')).toContain('"REFUSED"');
    expect(written.join('')).not.toContain('"REFUSED_UNINTENDED"');
  });

  it('logs the bucket under the key that the evaluation of it has, with its execution', async () => {
    const event = { bucket, executionId: 'e-1' };
    await invoke('evaluate-buckets', configEvent(change()));
    await invoke('remediate-bucket-policy', event);
    await expect(invoke('restore-bucket-policy', { ...event, backup: 7 })).rejects.toThrow();
    await invoke('restore-bucket-policy', { ...event, backup: '' });
    const lines = functions.lines.filter(({ resourceId }) => resourceId === bucket);
    expect(lines.map(({ message, executionId }) => [message, executionId])).toEqual([
      ['NON_COMPLIANT', undefined],
      ['REMEDIATED', 'e-1'],
      ['RESTORED', 'e-1'],
    ]);
    for (const line of lines) expect(line).toMatchObject({ resourceType: 'AWS::S3::Bucket' });
    const [found, closed, restored] = lines.map(({ correlationId }) => correlationId);
    expect(found).toBe(`${bucket}/none`);
    expect(closed).toBe(found);
    expect(restored).toMatch(new RegExp(`^${bucket}/[0-9a-f]{12}$`));
  });

  it.each(['observe', 'enforce'])(
    'is about the same change as the evaluation that it follows, whatever it comes to: %s',
    async (mode) => {
      world.state.seed('settings.json', { ...settings, mode });
      world.bucket.policies.set(bucket, '{"Version":"2012-10-17","Statement":[');
      await invoke('evaluate-buckets', configEvent(change()));
      await invoke('remediate-bucket-policy', { bucket, executionId: 'e-1' });
      const lines = functions.lines.filter(({ resourceId }) => resourceId === bucket);
      expect(lines).toHaveLength(2);
      const ids = lines.map(({ correlationId }) => correlationId);
      expect(ids[0]).toMatch(new RegExp(`^${bucket}/[0-9a-f]{12}$`));
      expect(ids[1]).toBe(ids[0]);
    },
  );

  it('says what it would write, and writes that when a person has approved it', async () => {
    world.state.seed('settings.json', { ...settings, mode: 'approve' });
    const event = { bucket, executionId: 'e-1' };
    expect(await invoke('remediate-bucket-policy', event)).toMatchObject({ status: 'REFUSED' });
    const shown = await invoke('remediate-bucket-policy', { ...event, planOnly: true });
    expect(shown).toMatchObject({
      status: 'PLANNED',
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      summary: expect.stringMatching(/^amazon-connect-0123456789ab is open: [^"'\\]+$/),
    });
    expect(world.bucket.writes).toEqual([]);
    const { digest } = shown as { digest: string };
    const approved = { ...event, approved: digest };
    expect(await invoke('remediate-bucket-policy', approved)).toMatchObject({
      status: 'REMEDIATED',
      digestAfter: digest,
    });
  });

  it.each(['', 'yes', '{'])('takes %j for no approval', async (approved) => {
    const event = { bucket, executionId: 'e-1', approved };
    await expect(invoke('remediate-bucket-policy', event)).rejects.toThrow(/^approved: must be/);
  });

  it('fails when trying again may help', async () => {
    world.state.objects.delete('inventory.json');
    const event = { bucket, executionId: 'e-1' };
    await expect(invoke('remediate-bucket-policy', event)).rejects.toThrow('no usable inventory');
    expect(written.join('')).toContain('"FAILED"');
  });
});

describe('restore-bucket-policy', () => {
  it('takes an empty backup for the latest', async () => {
    const event = { bucket, executionId: 'e-1', backup: '' };
    expect(await invoke('restore-bucket-policy', event)).toMatchObject({
      status: 'REFUSED',
      reasons: [expect.stringContaining('There is no backup of this bucket')],
    });
  });

  it.each(['0', '366', '1.5', 'a week'])('restores nothing for %s days', async (exceptionDays) => {
    const event = { bucket, executionId: 'e-1', backup: '', exceptionDays };
    await expect(invoke('restore-bucket-policy', event)).rejects.toThrow(
      'exceptionDays: must be a whole number of days from 1 to 365',
    );
  });

  it('leaves the bucket alone for as many days as it is told', async () => {
    const remediated = await invoke('remediate-bucket-policy', { bucket, executionId: 'e-1' });
    expect(remediated).toMatchObject({ status: 'REMEDIATED' });
    const event = { bucket, executionId: 'e-2', backup: '', exceptionDays: '2' };
    expect(await invoke('restore-bucket-policy', event)).toMatchObject({ status: 'RESTORED' });
    const expires = new Date(world.clock.now().getTime() + 2 * 24 * 60 * 60 * 1000);
    expect(world.state.json('settings.json')).toMatchObject({
      exceptions: [{ bucket, expires: expires.toISOString() }],
    });
  });

  it('refuses a backup of another bucket', async () => {
    const backup = 'backups/other-bucket/2026-03-01T12-00-00.000Z-0123456789ab.json';
    expect(
      await invoke('restore-bucket-policy', { bucket, executionId: 'e-1', backup }),
    ).toMatchObject({ status: 'REFUSED' });
  });
});

describe.each(['remediate-bucket-policy', 'restore-bucket-policy'])('%s', (name) => {
  it.each([
    ['nothing', null, '\\$: '],
    ['a list', [], '\\$: '],
    ['no bucket', { executionId: 'e-1' }, 'bucket: '],
    ['a bucket that cannot be', { bucket: 'A"b', executionId: 'e-1' }, 'bucket: '],
    ['a bucket that is a number', { bucket: 7, executionId: 'e-1' }, 'bucket: '],
    ['no execution', { bucket }, 'executionId: '],
    ['a stray field', { bucket, executionId: 'e-1', force: true }, 'force: '],
  ])('says what is wrong with %s, and writes nothing', async (_, event, path) => {
    await expect(invoke(name, event)).rejects.toThrow(new RegExp(`^${path}`));
    expect(world.bucket.writes).toEqual([]);
    expect(world.state.keys('backups/')).toEqual([]);
  });
});

describe('follow-changes', () => {
  it('takes the inventory and has every rule evaluated', async () => {
    world.state.objects.delete('inventory.json');
    expect(await invoke('follow-changes', { reason: 'schedule' })).toMatchObject({
      status: 'REFRESHED',
      instances: 3,
    });
    expect(world.state.json('inventory.json')).toMatchObject({ version: 2, account });
    expect(world.config.started).toEqual([
      [configRuleName('bucket-policy-least-privilege'), configRuleName('key-rotated')],
    ]);
  });

  it('has the rules about a bucket evaluated whose policy was changed', async () => {
    const event = cloudTrailEvent('s3', 'PutBucketPolicy', { bucketName: bucket });
    expect(await invoke('follow-changes', event)).toMatchObject({ status: 'STARTED' });
    expect(world.config.started).toEqual([[configRuleName('bucket-policy-least-privilege')]]);
    expect(world.connect.calls).toBe(0);
    expect(written.join('')).toContain('s3:PutBucketPolicy');
  });

  it('keeps the policy that somebody wrote also when the rules cannot be started', async () => {
    const bucketPolicy = { Version: '2012-10-17', Statement: [] };
    const parameters = { bucketName: bucket, bucketPolicy };
    world.config.startEvaluation = async () => {
      throw new Error('throttled');
    };
    const event = cloudTrailEvent('s3', 'PutBucketPolicy', parameters);
    await expect(invoke('follow-changes', event)).rejects.toThrow('throttled');
    const [key = ''] = world.state.keys(`backups/${bucket}/`);
    expect(world.state.json(key)).toMatchObject({
      madeBy: 'somebody-else',
      before: JSON.stringify(bucketPolicy),
    });
  });

  it.each([
    ['nothing', {}, 'reason: '],
    ['a stray field', { reason: 'schedule', source: 'aws.events' }, 'source: '],
    ['text', 'schedule', '\\$: '],
    [
      'an event of another account',
      {
        ...cloudTrailEvent('s3', 'PutBucketPolicy', { bucketName: bucket }),
        account: '444455556666',
      },
      'account: ',
    ],
    [
      'an event without parameters',
      cloudTrailEvent('s3', 'PutBucketPolicy', null),
      'detail.requestParameters: ',
    ],
  ])('says what is wrong with %s, and asks Connect nothing', async (_, event, path) => {
    await expect(invoke('follow-changes', event)).rejects.toThrow(new RegExp(`^${path}`));
    expect(world.connect.calls).toBe(0);
    expect(world.config.started).toEqual([]);
  });
});
