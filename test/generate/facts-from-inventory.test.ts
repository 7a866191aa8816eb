import { describe, expect, it } from '@jest/globals';
import { absent, known, unreadable } from '#shared/connect/fact.ts';
import type { ConnectInstance, Inventory } from '#shared/connect/inventory.ts';
import { parseAdministratorFacts } from '#shared/generate/administrator-facts.ts';
import { administratorFactsFrom } from '#shared/generate/facts-from-inventory.ts';
import { sales, support, supportFacts } from '#shared/rules/administrator/sample.ts';
import { keyOf, streamArn } from '#shared/rules/stream/sample.ts';

const denied = unreadable({ action: 'x:Y', code: 'AccessDenied', message: '' });

const inventoryOf = (instance: ConnectInstance, changed: Partial<Inventory> = {}): Inventory => ({
  version: 2,
  partition: 'aws',
  account: '111122223333',
  region: 'ap-northeast-1',
  takenAt: '2026-03-01T00:00:00Z',
  instances: known([sales, instance]),
  buckets: {},
  keys: {},
  streams: {},
  deliveryStreams: {},
  deliveryStreamsSearched: known(0),
  ...changed,
});

const stored = (more: Partial<ConnectInstance['storage']>): ConnectInstance => ({
  ...support,
  storage: { ...support.storage, ...more } as ConnectInstance['storage'],
});
const records = (key?: string) =>
  stored({
    CONTACT_TRACE_RECORDS: known([
      { resourceType: 'CONTACT_TRACE_RECORDS', storageType: 'KINESIS_STREAM', stream: streamArn },
    ]),
    ...(key !== undefined && {
      CHAT_TRANSCRIPTS: known([
        { resourceType: 'CHAT_TRANSCRIPTS', storageType: 'S3', bucket: 'calls-of-support', key },
      ]),
    }),
  });

const factsOf = (inventory: Inventory) => {
  const made = administratorFactsFrom(inventory, support.arn);
  if ('problem' in made) throw new Error(made.problem);
  return made.facts;
};
const problemOf = (inventory: Inventory, arn: string = support.arn) => {
  const made = administratorFactsFrom(inventory, arn);
  return 'problem' in made ? made.problem : '';
};

describe('the facts of an administrator policy, from the inventory', () => {
  it("are the instance's own and nothing of another", () => {
    expect(factsOf(inventoryOf(support))).toEqual(supportFacts);
    expect(parseAdministratorFacts(factsOf(inventoryOf(support)))).toEqual(supportFacts);
  });

  it('take the keys of streams by their own ARN, under whatever name', () => {
    const inventory = inventoryOf(records('alias/transcripts'), {
      keys: { 'alias/transcripts': known(keyOf('3')), 'alias/records': known(keyOf('4')) },
      streams: {
        [streamArn]: known({
          arn: streamArn,
          name: 'contact-records',
          encryptionType: 'KMS',
          key: 'alias/records',
        }),
      },
    });
    expect(factsOf(inventory)).toMatchObject({
      keys: [...supportFacts.keys, keyOf('4').arn, keyOf('3').arn],
      streams: [streamArn],
    });
  });

  it("leave out AWS's own keys and those that are gone", () => {
    const keys = { 'alias/aws/s3': known(keyOf('5', { manager: 'AWS' })) };
    expect(factsOf(inventoryOf(records('alias/aws/s3'), { keys })).keys).toEqual(supportFacts.keys);
    const gone = { 'alias/gone': absent };
    expect(factsOf(inventoryOf(records('alias/gone'), { keys: gone })).keys).toEqual(
      supportFacts.keys,
    );
  });

  it.each<[string, Inventory, RegExp]>([
    [
      'a key whose name stands for nobody knows what',
      inventoryOf(records('alias/x')),
      /which key alias\/x/,
    ],
    [
      'a key that could not be described',
      inventoryOf(records('alias/x'), { keys: { 'alias/x': denied } }),
      /which key alias\/x/,
    ],
    [
      'instances that could not be listed',
      inventoryOf(support, { instances: denied }),
      /could not list/,
    ],
    ['an instance that is not there', inventoryOf(sales), /has no instance/],
    [
      'storage that could not be read',
      inventoryOf(stored({ ATTACHMENTS: denied })),
      /stores ATTACHMENTS could not be read/,
    ],
    ['a role that is not known', inventoryOf({ ...support, serviceRole: absent }), /service role/],
    ['no alias', inventoryOf((({ alias: _, ...rest }) => rest)(support)), /no alias/],
    ['no bucket', inventoryOf({ ...support, storage: {} }), /no bucket/],
  ])('are not made up with %s', (_, inventory, says) => {
    expect(problemOf(inventory)).toMatch(says);
  });
});
