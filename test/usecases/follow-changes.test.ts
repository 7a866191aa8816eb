import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Arn } from '#shared/connect/arn.ts';
import { changeEvents } from '#shared/connect/change-events.ts';
import { functionNames } from '#shared/connect/deployment.ts';
import { known } from '#shared/connect/fact.ts';
import { instancesOf } from '#shared/connect/resource-use.ts';
import { parseInventory } from '#shared/connect/stored-inventory.ts';
import type { DeliveryStreamDescription } from '#shared/connect/stream.ts';
import { parseCause } from '#shared/usecases/refresh-cause.ts';
import { type RefreshWorld, refreshInventory } from '#shared/usecases/refresh-inventory.ts';
import { refreshKey } from '#shared/usecases/refresh-state.ts';
import {
  account,
  bucket,
  type ContactCenter,
  contactCenter,
  contactCenterDue,
  deployment,
  instances,
  region,
  roles,
} from '../fakes/contact-center.ts';
import { CutOff, cutOff } from '../fakes/cut-off.ts';
import { customerKey } from '../fakes/keys.ts';
import { cloudTrailEvent } from './cloud-trail-events.ts';
import { named, rules } from './startable-rules.ts';

const follow = (world: RefreshWorld, event: unknown, lives = 810_000) =>
  refreshInventory(world, {
    deployment,
    rules,
    cause: parseCause(event, deployment),
    deadline: new Date(world.clock.now().getTime() + lives),
  });
const stored = (world: ContactCenter) =>
  parseInventory(world.state.objects.get('inventory.json')?.body ?? '');
const storageOf = (world: ContactCenter, arn: Arn) =>
  instancesOf(stored(world)).find((each) => each.arn === arn)?.storage;

const stream: Arn = `arn:aws:kinesis:${region}:${account}:stream/contact-records`;
const keyArn: Arn = `arn:aws:kms:${region}:${account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const streamKey: Arn = `arn:aws:kms:${region}:${account}:key/0987dcba-09fe-87dc-65ba-ab0987654321`;
const deliveryArn: Arn = `arn:aws:firehose:${region}:${account}:deliverystream/to-s3`;
const deliveryRole: Arn = `arn:aws:iam::${account}:role/firehose-contact-records`;

const delivery = (name: string, source: Arn, to: string): DeliveryStreamDescription => ({
  arn: `arn:aws:firehose:${region}:${account}:deliverystream/${name}`,
  name,
  type: 'KinesisStreamAsSource',
  source: { stream: source, role: deliveryRole },
  encryption: { status: 'DISABLED' },
  destinations: [{ type: 'ExtendedS3', bucket: to, role: deliveryRole, key: keyArn }],
});

/** Tokyo streams its contact records through Firehose; everything was taken a minute ago. */
async function streaming(): Promise<ContactCenter> {
  const world = contactCenterDue();
  world.connect.storage.set(instances.tokyo, [
    { resourceType: 'CALL_RECORDINGS', storageType: 'S3', bucket, key: 'alias/recordings' },
    { resourceType: 'CONTACT_TRACE_RECORDS', storageType: 'KINESIS_STREAM', stream },
  ]);
  world.reads.stream.answers.set(stream, {
    arn: stream,
    name: 'contact-records',
    encryptionType: 'KMS',
    key: 'alias/stream',
  });
  world.reads.key.answers.set('alias/recordings', customerKey(keyArn));
  world.reads.key.answers.set('alias/stream', customerKey(streamKey));
  world.reads.key.answers.set(keyArn, customerKey(keyArn));
  world.reads.deliveryStream.answers.set('to-s3', delivery('to-s3', stream, 'records-lake'));
  const other = `arn:aws:kinesis:${region}:${account}:stream/clicks` as const;
  world.reads.deliveryStream.answers.set('clicks', delivery('clicks', other, 'clicks-lake'));
  world.bucket.ownedBuckets.set('records-lake', { owner: 'this-account', region });
  await follow(world, { reason: 'schedule' });
  world.clock.pass(60_000);
  world.connect.calls = 0;
  world.config.started.length = 0;
  for (const read of Object.values(world.reads)) read.asked.length = 0;
  return world;
}

const at = (world: ContactCenter) => ({ eventTime: world.clock.now().toISOString() });

describe('the inventory', () => {
  it('follows streams to the delivery streams that read them, and on to their buckets and keys', async () => {
    const inventory = stored(await streaming());
    expect(inventory.streams[stream]).toMatchObject({ value: { key: 'alias/stream' } });
    expect(Object.keys(inventory.deliveryStreams)).toEqual([deliveryArn]);
    expect(inventory.deliveryStreamsSearched).toEqual(known(2));
    expect(Object.keys(inventory.buckets)).toContain('records-lake');
    expect(Object.keys(inventory.buckets)).not.toContain('clicks-lake');
    expect(Object.keys(inventory.keys)).toEqual(['alias/recordings', 'alias/stream', keyArn]);
  });

  it('does not look for delivery streams when nobody streams', async () => {
    const world = contactCenter();
    world.deliveryStreams.names = async () => {
      throw new Error('asked');
    };
    expect(await follow(world, { reason: 'asked' })).toMatchObject({ pending: 0 });
  });
});

describe('a change of storage', () => {
  const event = (world: ContactCenter, type = 'CALL_RECORDINGS') =>
    cloudTrailEvent(
      'connect',
      'UpdateInstanceStorageConfig',
      { instanceId: instances.tokyo.slice(-36), resourceType: type, storageConfig: {} },
      at(world),
    );

  it('is one request for its instance and type; all else stays as it was', async () => {
    const world = await streaming();
    world.connect.storage.set(instances.tokyo, [
      { resourceType: 'CALL_RECORDINGS', storageType: 'S3', bucket: 'another-bucket' },
    ]);
    expect(await follow(world, event(world))).toMatchObject({ status: 'CHANGED' });
    expect(world.connect.calls).toBe(1);
    expect(storageOf(world, instances.tokyo)).toMatchObject({
      CALL_RECORDINGS: known([{ bucket: 'another-bucket' }]),
      CONTACT_TRACE_RECORDS: known([{ stream }]),
    });
    expect(stored(world).buckets['another-bucket']).toEqual(known({ owner: 'not-this-account' }));
    expect(world.config.started).toEqual([rules.map(({ configRule }) => configRule)]);
    expect([world.reads.key.asked, world.reads.deliveryStream.asked]).toEqual([[], []]);
  });

  it('may name its instance by ARN and begin its parameters with capitals', async () => {
    const world = await streaming();
    const parameters = { InstanceId: instances.tokyo, ResourceType: 'ATTACHMENTS' };
    const changed = cloudTrailEvent('connect', 'AssociateInstanceStorageConfig', parameters);
    expect(await follow(world, changed)).toMatchObject({ status: 'CHANGED' });
    expect(world.connect.calls).toBe(1);
  });

  it('of an instance that is not known lists the instances and takes all of the new one', async () => {
    const world = await streaming();
    const arn = `arn:aws:connect:${region}:${account}:instance/new` as const;
    world.connect.instances = [
      ...world.connect.instances,
      { arn, id: 'new', serviceRole: roles.tokyo.arn },
    ];
    const parameters = { instanceId: 'new', resourceType: 'CALL_RECORDINGS' };
    await follow(world, cloudTrailEvent('connect', 'AssociateInstanceStorageConfig', parameters));
    expect(world.connect.calls).toBe(1 + 14);
    expect(instancesOf(stored(world))).toHaveLength(4);
  });

  it('that fails is unreadable, and asked again by the next run', async () => {
    const world = await streaming();
    world.connect.failing.set(`${instances.tokyo} CALL_RECORDINGS`, new Error('Throttled'));
    expect(await follow(world, event(world))).toMatchObject({ status: 'CHANGED', pending: 1 });
    expect(storageOf(world, instances.tokyo)?.CALL_RECORDINGS).toMatchObject({
      state: 'unreadable',
    });
    world.connect.failing.clear();
    world.clock.pass(900_000);
    expect(await follow(world, { reason: 'schedule' })).toMatchObject({ pending: 0 });
    expect(world.connect.calls).toBe(2);
    expect(storageOf(world, instances.tokyo)?.CALL_RECORDINGS).toMatchObject({ state: 'known' });
  });

  it.each(['before', 'after'] as const)('cut off %s any call is not lost', async (when) => {
    for (let n = 1; n <= 20; n++) {
      const world = await streaming();
      world.connect.storage.set(instances.tokyo, []);
      let cut = false;
      await follow(cutOff(world, n, when), event(world)).catch((error: unknown) => {
        if (!(error instanceof CutOff) && !(error instanceof Error && error.name === 'Retryable'))
          throw error;
        cut = true;
      });
      world.clock.pass(60_000);
      // Lambda asks again when the function failed; the schedule comes anyhow.
      await follow(world, cut ? event(world) : { reason: 'schedule' });
      world.clock.pass(900_000);
      expect(await follow(world, { reason: 'schedule' })).toMatchObject({ pending: 0 });
      expect(storageOf(world, instances.tokyo)?.CALL_RECORDINGS).toEqual(known([]));
      expect(world.config.started.flat()).toEqual(
        expect.arrayContaining(rules.map(({ configRule }) => configRule)),
      );
    }
  });

  it('while all of it is being taken is told to the run that goes on', async () => {
    const world = await streaming();
    world.clock.pass(6 * 3600 * 1000);
    const listStorage = world.connect.listStorage.bind(world.connect);
    world.connect.listStorage = async (...args) => {
      world.clock.pass(1000);
      return listStorage(...args);
    };
    // Tokyo has been asked, and some of Osaka.
    expect(await follow(world, { reason: 'schedule' }, 20_000)).toMatchObject({
      status: 'PARTIAL',
    });
    world.connect.storage.set(instances.tokyo, []);
    await follow(world, event(world));
    world.clock.pass(60_000);
    expect(await follow(world, { reason: 'schedule' })).toMatchObject({ status: 'REFRESHED' });
    expect(storageOf(world, instances.tokyo)?.CALL_RECORDINGS).toEqual(known([]));
  });

  it('during the very first run is not lost either', async () => {
    const world = await streaming();
    world.state.objects.delete('inventory.json');
    world.state.objects.delete(refreshKey);
    const listStorage = world.connect.listStorage.bind(world.connect);
    world.connect.listStorage = async (...args) => {
      world.clock.pass(1000);
      return listStorage(...args);
    };
    expect(await follow(world, { reason: 'asked' }, 20_000)).toMatchObject({ status: 'PARTIAL' });
    world.connect.storage.set(instances.tokyo, []);
    expect(await follow(world, event(world))).toMatchObject({ status: 'COALESCED' });
    world.clock.pass(60_000);
    expect(await follow(world, { reason: 'schedule' })).toMatchObject({ status: 'REFRESHED' });
    expect(storageOf(world, instances.tokyo)?.CALL_RECORDINGS).toEqual(known([]));
  });
});

describe('an instance', () => {
  it('that is deleted leaves the inventory', async () => {
    const world = await streaming();
    world.connect.instances = world.connect.instances.slice(1);
    const event = cloudTrailEvent('connect', 'DeleteInstance', { instanceId: instances.tokyo });
    expect(await follow(world, event)).toMatchObject({ status: 'CHANGED', instances: 2 });
    expect(world.connect.calls).toBe(1);
    expect(stored(world)).toMatchObject({ streams: {}, deliveryStreams: {} });
    expect(Object.keys(stored(world).buckets)).not.toContain('records-lake');
  });

  it('whose flow logs are switched off is asked for that only', async () => {
    const world = await streaming();
    world.connect.attributes.set(`${instances.tokyo} CONTACTFLOW_LOGS`, 'false');
    const parameters = { instanceId: instances.tokyo, attributeType: 'CONTACTFLOW_LOGS' };
    await follow(world, cloudTrailEvent('connect', 'UpdateInstanceAttribute', parameters));
    expect(world.connect.calls).toBe(1);
    expect(instancesOf(stored(world))[0]?.attributes).toEqual({ CONTACTFLOW_LOGS: known('false') });
    expect(world.config.started).toEqual([named('instance')]);
    const other = { instanceId: instances.tokyo, attributeType: 'EARLY_MEDIA' };
    const event = cloudTrailEvent('connect', 'UpdateInstanceAttribute', other);
    expect(await follow(world, event)).toMatchObject({ status: 'UNRELATED' });
  });
});

describe('a change of a resource', () => {
  it.each<[string, string, unknown, string[]]>([
    ['s3', 'PutBucketPolicy', { bucketName: bucket }, ['bucket']],
    ['s3', 'DeleteBucketPolicy', { bucketName: 'records-lake' }, ['bucket', 'stream']],
    ['kms', 'PutKeyPolicy', { keyId: keyArn }, ['key', 'stream']],
    ['kms', 'CreateGrant', { keyId: keyArn.slice(-36) }, ['key', 'stream']],
    ['kms', 'RevokeGrant', { keyId: 'alias/stream' }, ['key', 'stream']],
  ])(
    'of Connect (%s:%s) is judged anew without a request',
    async (service, name, parameters, kinds) => {
      const world = await streaming();
      const before = world.state.objects.get('inventory.json');
      const event = cloudTrailEvent(service, name, parameters, at(world));
      expect(await follow(world, event)).toMatchObject({ status: 'STARTED' });
      expect(world.connect.calls).toBe(0);
      expect(world.config.started).toEqual([named(...kinds)]);
      expect(world.state.objects.get('inventory.json')).toEqual(before);
    },
  );

  const runBy = (functionName: string) => ({
    type: 'AssumedRole',
    arn: `arn:aws:sts::${account}:assumed-role/Remediator/${functionName}`,
    sessionContext: { sessionIssuer: { type: 'Role', arn: deployment.remediatorRole } },
  });
  const guard = runBy(functionNames.remediateBucketPolicy);

  it.each<[string, string[]]>([
    [bucket, []],
    ['records-lake', ['stream']],
  ])('that the guard has closed, in the policy of %s, starts %j', async (bucketName, kinds) => {
    for (const name of ['PutBucketPolicy', 'DeleteBucketPolicy']) {
      const world = await streaming();
      const made = { ...at(world), userIdentity: guard };
      await follow(world, cloudTrailEvent('s3', name, { bucketName }, made));
      expect(world.config.started).toEqual(kinds.length > 0 ? [named(...kinds)] : []);
    }
  });

  it('of a bucket starts the rules about streams while it is not known where they lead', async () => {
    const world = await streaming();
    world.reads.deliveryStream.answers.delete('to-s3');
    world.deliveryStreams.names = () => Promise.reject(new Error('Throttled'));
    world.clock.pass(6 * 3600 * 1000);
    await follow(world, { reason: 'schedule' });
    world.clock.pass(10_000);
    world.config.started.length = 0;
    const event = cloudTrailEvent('s3', 'PutBucketPolicy', { bucketName: bucket }, at(world));
    await follow(world, event);
    expect(world.config.started).toEqual([named('bucket', 'stream')]);
  });

  it.each([
    ['nobody', undefined],
    ['a role like the guard', { ...guard, sessionContext: undefined }],
    ['the guard to put an older policy back', runBy(functionNames.restoreBucketPolicy)],
    ["the guard's role as nobody knows what", { ...guard, arn: undefined }],
    [
      "the guard's role of another account",
      {
        ...guard,
        sessionContext: {
          sessionIssuer: { arn: deployment.remediatorRole.replace(account, '999988887777') },
        },
      },
    ],
  ])('that is made by %s is judged', async (_, userIdentity) => {
    const world = await streaming();
    const made = { ...at(world), userIdentity };
    await follow(world, cloudTrailEvent('s3', 'PutBucketPolicy', { bucketName: bucket }, made));
    expect(world.config.started).toEqual([named('bucket')]);
  });

  it.each<[string, string, unknown]>([
    ['s3', 'PutBucketPolicy', { bucketName: 'website-assets' }],
    ['s3', 'DeleteBucket', { bucketName: '__proto__' }],
    ['kms', 'PutKeyPolicy', { keyId: 'ffffffff-ffff-4fff-8fff-ffffffffffff' }],
    ['kinesis', 'StopStreamEncryption', { streamName: 'clicks' }],
    ['firehose', 'UpdateDestination', { deliveryStreamName: 'clicks' }],
  ])('of somebody else (%s:%s) is answered by one read', async (service, name, parameters) => {
    const world = await streaming();
    const read = world.state.read.bind(world.state);
    const keys: string[] = [];
    world.state.read = (objectKey) => {
      keys.push(objectKey);
      return read(objectKey);
    };
    const event = cloudTrailEvent(service, name, parameters, at(world));
    expect(await follow(world, event)).toMatchObject({ status: 'UNRELATED' });
    expect(keys).toEqual(['inventory.json']);
    expect([world.connect.calls, world.config.started]).toEqual([0, []]);
  });

  it('of a key is looked up under all its names', async () => {
    const world = await streaming();
    world.reads.key.answers.set('alias/recordings', { ...customerKey(keyArn), state: 'Disabled' });
    world.reads.key.answers.set(keyArn, { ...customerKey(keyArn), state: 'Disabled' });
    const event = cloudTrailEvent('kms', 'DisableKey', { keyId: keyArn.slice(-36) });
    expect(await follow(world, event)).toMatchObject({ status: 'CHANGED' });
    expect(world.reads.key.asked).toEqual(['alias/recordings', keyArn]);
    expect(stored(world).keys[keyArn]).toMatchObject({ value: { state: 'Disabled' } });
    expect(world.connect.calls).toBe(0);
  });

  it('of a delivery stream brings its new bucket into the inventory', async () => {
    const world = await streaming();
    world.reads.deliveryStream.answers.set('to-s3', delivery('to-s3', stream, 'new-lake'));
    const event = cloudTrailEvent('firehose', 'UpdateDestination', { deliveryStreamName: 'to-s3' });
    await follow(world, event);
    expect(world.reads.deliveryStream.asked).toEqual(['to-s3']);
    expect(Object.keys(stored(world).buckets)).toContain('new-lake');
    expect(Object.keys(stored(world).buckets)).not.toContain('records-lake');
  });

  it('that makes a new reader of a stream of Connect is found', async () => {
    const world = await streaming();
    world.reads.deliveryStream.answers.set('copy', delivery('copy', stream, 'copy-lake'));
    const event = cloudTrailEvent('firehose', 'CreateDeliveryStream', {
      deliveryStreamName: 'copy',
      kinesisStreamSourceConfiguration: { kinesisStreamARN: stream, roleARN: deliveryRole },
    });
    expect(await follow(world, event)).toMatchObject({ status: 'CHANGED' });
    expect(world.reads.deliveryStream.asked).toEqual(['copy']);
    expect(Object.keys(stored(world).buckets)).toContain('copy-lake');
  });

  it('takes all of it when there is no inventory to answer from', async () => {
    const world = await streaming();
    world.state.objects.delete('inventory.json');
    const event = cloudTrailEvent('s3', 'PutBucketPolicy', { bucketName: 'website-assets' });
    expect(await follow(world, event)).toMatchObject({ status: 'REFRESHED' });
  });

  it('that failed changes nothing', async () => {
    const world = await streaming();
    const failed = { errorCode: 'AccessDenied', errorMessage: 'no' };
    const event = cloudTrailEvent('s3', 'PutBucketPolicy', null, failed);
    expect(await follow(world, event)).toMatchObject({ status: 'UNRELATED' });
  });
});

describe('many changes at once', () => {
  it('are judged by few starts of the rules, and every change by one after it', async () => {
    const world = await streaming();
    const start = world.clock.now().getTime();
    const times = Array.from({ length: 100 }, (_, n) => start + n * 150);
    // One function at a time: what happens while it waits its turn stands in a queue.
    for (const time of times) {
      world.clock.pass(Math.max(0, time - world.clock.now().getTime()));
      const when = { eventTime: new Date(time).toISOString() };
      await follow(world, cloudTrailEvent('s3', 'PutBucketPolicy', { bucketName: bucket }, when));
    }
    expect(world.config.started.length).toBeGreaterThanOrEqual(2);
    expect(world.config.started.length).toBeLessThanOrEqual(5);
    expect(world.clock.now().getTime()).toBeGreaterThan(times.at(-1) ?? 0);
  });

  it('that happened before the rules were started are seen by them', async () => {
    const world = await streaming();
    const then = { eventTime: new Date(world.clock.now().getTime() - 30_000).toISOString() };
    const event = cloudTrailEvent('s3', 'PutBucketPolicy', { bucketName: bucket }, then);
    expect(await follow(world, event)).toMatchObject({ status: 'STARTED' });
    for (let n = 0; n < 50; n++) {
      expect(await follow(world, event)).toMatchObject({ status: 'COALESCED' });
    }
    expect(world.config.started).toHaveLength(1);
  });

  it('leave the rules due when starting them fails', async () => {
    const world = await streaming();
    const start = world.config.startEvaluation.bind(world.config);
    world.config.startEvaluation = async () => {
      throw new Error('LimitExceededException');
    };
    const event = cloudTrailEvent('s3', 'PutBucketPolicy', { bucketName: bucket }, at(world));
    await expect(follow(world, event)).rejects.toThrow('LimitExceededException');
    world.config.startEvaluation = start;
    expect(await follow(world, { reason: 'schedule' })).toMatchObject({ status: 'STARTED' });
    expect(world.config.started).toEqual([named('bucket')]);
  });
});

describe('an event', () => {
  const good = cloudTrailEvent('s3', 'PutBucketPolicy', { bucketName: bucket });
  const parameters = (value: unknown, service = 's3', name = 'PutBucketPolicy') =>
    cloudTrailEvent(service, name, value);

  it.each<[string, unknown, string]>([
    ['of another kind', { ...good, 'detail-type': 'EC2 Instance State-change' }, 'detail-type'],
    ['of another region', { ...good, region: 'us-east-1' }, 'region'],
    ['without detail', { ...good, detail: 'x' }, 'detail'],
    [
      'without a time',
      cloudTrailEvent('s3', 'PutBucketPolicy', {}, { eventTime: 7 }),
      'detail.eventTime',
    ],
    ['of a service nobody follows', parameters({}, 'ec2'), 'detail.eventSource'],
    ['of a call nobody follows', parameters({}, 's3', 'toString'), 'detail.eventName'],
    ['without parameters', parameters(undefined), 'detail.requestParameters'],
    [
      'with a bucket that is a list',
      parameters({ bucketName: [bucket] }),
      'detail.requestParameters.bucketName',
    ],
    ['without a key', parameters({}, 'kms', 'RetireGrant'), 'detail.requestParameters.keyId'],
    [
      'with an instance that is a path',
      parameters(
        { instanceId: '../x', resourceType: 'T' },
        'connect',
        'UpdateInstanceStorageConfig',
      ),
      'detail.requestParameters.instanceId',
    ],
    [
      'with a stream that is a pattern',
      parameters({ streamName: '*' }, 'kinesis', 'DeleteStream'),
      'detail.requestParameters.streamName',
    ],
    [
      'with a delivery stream of blanks',
      parameters({ deliveryStreamName: ' ' }, 'firehose', 'UpdateDestination'),
      'detail.requestParameters.deliveryStreamName',
    ],
  ])('%s is one clear error', (_, event, path) => {
    expect(() => parseCause(event, deployment)).toThrow(
      new RegExp(`^${path.replaceAll('.', '\\.')}: `),
    );
  });

  it('of any content is understood or refused with a path, and never crashes', () => {
    const names = Object.entries(changeEvents).flatMap(([source, events]) =>
      Object.keys(events).map((name) => [source.split('.')[0] ?? '', name] as const),
    );
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.jsonValue(), fc.jsonValue(), (name, json, more) => {
        const event = cloudTrailEvent(name[0], name[1], json, { resources: more });
        try {
          expect(parseCause(event, deployment)).toMatchObject({ kind: 'change' });
        } catch (error) {
          expect(error).toMatchObject({ name: 'InvalidDocument', path: expect.any(String) });
        }
      }),
    );
  });
});
