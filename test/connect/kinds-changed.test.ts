import { describe, expect, it } from '@jest/globals';
import { absent, known, unreadable } from '#shared/connect/fact.ts';
import type { ConnectInstance, Inventory } from '#shared/connect/inventory.ts';
import { kindsChanged } from '#shared/connect/kinds-changed.ts';
import { bucket, instances, inventory, region, roles } from '../fakes/contact-center.ts';
import { accessDenied } from '../fakes/state.ts';

const everyKind = ['administrator', 'bucket', 'instance', 'key', 'stream'];
const all = inventory.instances.state === 'known' ? inventory.instances.value : [];
const withTokyo = (change: Partial<ConnectInstance>): Partial<Inventory> => ({
  instances: known(
    all.map((each) => (each.arn === instances.tokyo ? { ...each, ...change } : each)),
  ),
});
const denied = unreadable(accessDenied('a:Call'));
const stream = `arn:aws:kinesis:${region}:111122223333:stream/records` as const;
const delivery = `arn:aws:firehose:${region}:111122223333:deliverystream/to-s3` as const;

describe('of two inventories', () => {
  it.each<[string, Partial<Inventory>, string[]]>([
    ['the time only', { takenAt: '2026-03-01T18:00:00Z', changedAt: '2026-03-01T18:00:00Z' }, []],
    ['the order of the instances only', { instances: known(all.toReversed()) }, []],
    ['where an instance stores', withTokyo({ storage: { CALL_RECORDINGS: known([]) } }), everyKind],
    [
      'what cannot be read any more',
      withTokyo({ storage: { CALL_RECORDINGS: denied } }),
      everyKind,
    ],
    ['the role of an instance', withTokyo({ serviceRole: known(roles.osaka) }), everyKind],
    ['its alias', withTokyo({ alias: 'another' }), everyKind],
    ['which instances there are', { instances: known(all.slice(1)) }, everyKind],
    ['that they can be listed', { instances: denied }, everyKind],
    [
      'its flow logs',
      withTokyo({ attributes: { CONTACTFLOW_LOGS: known('false') } }),
      ['instance'],
    ],
    [
      'whose a bucket is',
      { buckets: { ...inventory.buckets, [bucket]: known({ owner: 'not-this-account' }) } },
      ['bucket', 'instance', 'stream'],
    ],
    ['a key', { keys: { 'alias/x': absent } }, ['bucket', 'instance', 'key', 'stream']],
    ['a stream', { streams: { [stream]: absent } }, ['instance', 'key', 'stream']],
    [
      'a delivery stream',
      { deliveryStreams: { [delivery]: denied } },
      ['bucket', 'instance', 'key', 'stream'],
    ],
    [
      'whether there are other delivery streams',
      { deliveryStreamsSearched: denied },
      ['bucket', 'instance', 'key', 'stream'],
    ],
  ])('that differ in %s, these kinds judge anew', (_, change, kinds) => {
    const after = { ...inventory, ...change };
    expect(kindsChanged(inventory, after).toSorted()).toEqual(kinds);
    expect(kindsChanged(after, inventory).toSorted()).toEqual(kinds);
  });
});
