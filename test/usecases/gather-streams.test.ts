import { describe, expect, it } from '@jest/globals';
import { known } from '#shared/connect/fact.ts';
import type { DeliveryStreamFacts, KinesisStreamFacts } from '#shared/rules/stream/facts.ts';
import { gatherStreams } from '#shared/usecases/gather-streams.ts';
import { instances, roles } from '../fakes/contact-center.ts';
import {
  delivery,
  firehoseRole,
  key,
  keyArn,
  scope,
  stream,
  streamArn,
  streaming,
  streamingCenter,
} from './streaming-center.ts';

const kinesis = 'AWS::Kinesis::Stream';
const firehose = 'AWS::KinesisFirehose::DeliveryStream';
const allNeeds = [
  'inventory',
  'settings',
  'stream-description',
  'delivery-stream-description',
  'key-description',
  'key-policy',
  'key-grants',
  'bucket-policy',
  'bucket-encryption',
  'role-policies',
] as const;
const everything = scope(...allNeeds);

const kinesisFacts = async (world = streamingCenter(), about = everything, id = stream.name) => {
  const facts = await gatherStreams(world)(about).facts({ resourceType: kinesis, resourceId: id });
  return facts as KinesisStreamFacts;
};
const firehoseFacts = async (world = streamingCenter(), about = everything, id = delivery.name) => {
  const facts = await gatherStreams(world)(about).facts({ resourceType: firehose, resourceId: id });
  return facts as DeliveryStreamFacts;
};
const asked = ({ reads, bucket }: ReturnType<typeof streamingCenter>): number =>
  Object.values(reads).reduce((sum, read) => sum + read.asked.length, bucket.reads);

describe('what is known of streams', () => {
  it('are the names of those in the inventory, by type', async () => {
    const { known: knownOf } = gatherStreams(streamingCenter())(everything);
    expect(await knownOf(kinesis)).toEqual(['contact-records']);
    expect(await knownOf(firehose)).toEqual(['to-bucket']);
    expect(await knownOf('AWS::S3::Bucket')).toEqual([]);
  });

  it('are none of another account', async () => {
    const foreign = 'arn:aws:kinesis:ap-northeast-1:999988887777:stream/theirs';
    const inventory = { ...streaming, streams: { [foreign]: known(stream) } };
    const gathering = gatherStreams(streamingCenter())({ ...everything, inventory });
    expect(await gathering.known(kinesis)).toEqual([]);
  });
});

describe('the facts of a Kinesis stream', () => {
  it('are live, its key and the key of the recordings told by what their names stand for', async () => {
    const facts = await kinesisFacts();
    expect(facts).toMatchObject({
      description: known(stream),
      key: { name: 'alias/contact-center', description: known(key), grants: known([]) },
      instanceKeys: [
        { instance: instances.tokyo, resourceType: 'CALL_RECORDINGS', description: known(key) },
      ],
    });
    expect(facts.use.instances.map(({ arn }) => arn)).toEqual([instances.tokyo]);
    expect(Object.keys(facts.rolePolicies)).toEqual([roles.tokyo.arn]);
  });

  it('take one look each', async () => {
    const world = streamingCenter();
    await kinesisFacts(world);
    expect(world.reads.key.asked.toSorted()).toEqual(['alias/contact-center', keyArn].toSorted());
    expect(world.reads.stream.asked).toEqual([streamArn]);
    expect([world.connect.calls, world.iam.calls]).toEqual([0, 0]);
  });

  it('are read only as far as the rule needs them', async () => {
    const world = streamingCenter();
    const facts = await kinesisFacts(world, scope('inventory', 'stream-description'));
    expect(facts.description).toEqual(known(stream));
    expect(facts.key.description).toMatchObject({
      state: 'unreadable',
      why: { code: 'NotNeeded', action: 'key-description' },
    });
    expect(asked(world)).toBe(1);
  });

  it('are not read at all of a stream that no instance uses', async () => {
    const world = streamingCenter();
    const facts = await kinesisFacts(world, everything, 'somebody-elses');
    expect([facts.use.instances, facts.use.complete, asked(world)]).toEqual([[], true, 0]);
  });

  it('do not say that there is no key when the stream could not be read', async () => {
    const world = streamingCenter();
    world.reads.stream.denied.add('*');
    const { key: unread } = await kinesisFacts(world);
    expect([unread.description.state, unread.policy.state, unread.grants.state]).toEqual(
      Array(3).fill('unreadable'),
    );
  });
});

describe('the facts of a delivery stream', () => {
  it('hold its source, the keys on the way, its role and its bucket', async () => {
    const world = streamingCenter();
    world.bucket.policies.set('contact-records', '{"Statement":[]}');
    const facts = await firehoseFacts(world);
    expect(facts).toMatchObject({
      description: known(delivery),
      source: known(stream),
      sourceKey: { name: 'alias/contact-center', description: known(key) },
      ownKey: { description: { state: 'absent' } },
      destinations: [
        {
          policy: known('{"Statement":[]}'),
          encryption: known({ algorithm: 'aws:kms', key: keyArn }),
          key: { name: keyArn, description: known(key) },
        },
      ],
    });
    expect(Object.keys(facts.rolePolicies)).toEqual([firehoseRole]);
    expect(facts.use.instances.map(({ arn }) => arn)).toEqual([instances.tokyo]);
  });

  it('go by the stream that it reads now, not when the inventory was taken', async () => {
    const world = streamingCenter();
    const elsewhere = 'arn:aws:kinesis:ap-northeast-1:111122223333:stream/orders' as const;
    world.reads.deliveryStream.answers.set('to-bucket', {
      ...delivery,
      source: { stream: elsewhere, role: firehoseRole },
    });
    const facts = await firehoseFacts(world);
    expect(facts.use.instances).toEqual([]);
    expect(asked(world)).toBe(1);
  });

  it('do not take a key for absent because the bucket could not be read', async () => {
    const world = streamingCenter();
    world.reads.encryption.denied.add('*');
    const { destinations } = await firehoseFacts(world);
    expect(destinations[0]?.key.description.state).toBe('unreadable');
  });

  it('prefer the key that the delivery stream names to the default of the bucket', async () => {
    const world = streamingCenter();
    world.reads.encryption.denied.add('*');
    const [destination] = delivery.destinations;
    if (!destination) throw new Error('it has a destination');
    world.reads.deliveryStream.answers.set('to-bucket', {
      ...delivery,
      destinations: [{ ...destination, key: keyArn }],
    });
    const { destinations } = await firehoseFacts(world);
    expect(destinations[0]?.key).toMatchObject({ name: keyArn, description: known(key) });
  });

  it('are read once where several bring to the same bucket', async () => {
    const world = streamingCenter();
    const { facts } = gatherStreams(world)(everything);
    const first = await facts({ resourceType: firehose, resourceId: delivery.name });
    const reads = [world.bucket.reads, world.reads.encryption.asked.length];
    expect(reads).toEqual([1, 1]);
    expect(await facts({ resourceType: firehose, resourceId: delivery.name })).toEqual(first);
    expect([world.bucket.reads, world.reads.encryption.asked.length]).toEqual(reads);
  });

  it('are not read at all of one that is not in the inventory', async () => {
    const world = streamingCenter();
    const facts = await firehoseFacts(world, everything, 'orders');
    expect([facts.use.instances, asked(world)]).toEqual([[], 0]);
  });
});
