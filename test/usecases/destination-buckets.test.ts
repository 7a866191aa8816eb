import { describe, expect, it } from '@jest/globals';
import type { Arn } from '#shared/connect/arn.ts';
import { known } from '#shared/connect/fact.ts';
import type { Inventory } from '#shared/connect/inventory.ts';
import { instancesOf } from '#shared/connect/resource-use.ts';
import { readyToPlan } from '#shared/remediation/guard-facts.ts';
import type { Settings } from '#shared/settings/settings.ts';
import { readBucket } from '#shared/usecases/bucket-facts.ts';
import {
  account,
  contactCenter,
  deployment,
  instances,
  inventory,
  region,
  settings,
  bucket as storage,
} from '../fakes/contact-center.ts';

const lake = 'records-lake';
const role: Arn = `arn:aws:iam::${account}:role/delivers`;
const stream: Arn = `arn:aws:kinesis:${region}:${account}:stream/records`;
const delivery: Arn = `arn:aws:firehose:${region}:${account}:deliverystream/to-s3`;

/** Tokyo's contact records are delivered to this bucket. */
const deliveredTo = (bucket: string): Inventory => ({
  ...inventory,
  instances: known(
    instancesOf(inventory).map((each) =>
      each.arn === instances.tokyo
        ? {
            ...each,
            storage: {
              ...each.storage,
              CONTACT_TRACE_RECORDS: known([
                { resourceType: 'CONTACT_TRACE_RECORDS', storageType: 'KINESIS_STREAM', stream },
              ]),
            },
          }
        : each,
    ),
  ),
  buckets: { ...inventory.buckets, [lake]: known({ owner: 'this-account', region }) },
  deliveryStreams: {
    [delivery]: known({
      arn: delivery,
      name: 'to-s3',
      type: 'KinesisStreamAsSource',
      source: { stream, role },
      encryption: { status: 'DISABLED' },
      destinations: [{ type: 'ExtendedS3', bucket, role }],
    }),
  },
});

const read = (bucket: string, change: Partial<Settings> = {}) => {
  const world = contactCenter();
  world.iam.ids.set(role, 'AROADELIVERS000000001');
  world.state.seed('settings.json', { ...settings, ...change });
  return readBucket(world, deployment, deliveredTo(bucket), bucket);
};
const named = { workloads: [{ arn: role, reason: 'Firehose delivers contact records' }] };

describe('a bucket that Firehose delivers to', () => {
  it('is judged with the named role of Firehose let in, and not Connect', async () => {
    const { facts } = await read(lake, named);
    expect(facts.inspected?.baseline).toMatchObject({
      state: 'known',
      value: {
        facts: { connectRoles: [], workloads: [{ arn: role, id: 'AROADELIVERS000000001' }] },
        setAside: [],
      },
    });
  });

  it('is written to only when the settings say so', async () => {
    expect((await read(lake, named)).mode).toBe('observe');
    expect((await read(lake, { ...named, destinationBuckets: 'judge' })).mode).toBe('observe');
    expect((await read(lake, { ...named, destinationBuckets: 'remediate' })).mode).toBe('enforce');
    expect((await read(storage, named)).mode).toBe('enforce');
  });

  it('has no known baseline until somebody names the role', async () => {
    const { facts } = await read(lake);
    expect(facts.inspected?.baseline).toMatchObject({
      state: 'unreadable',
      why: { code: 'NotNamed', message: expect.stringContaining(role) },
    });
  });

  it('and that Connect stores in, too, is not closed before the role is named', async () => {
    const codesOf = (refusals: ReturnType<typeof readyToPlan>) =>
      'map' in refusals ? refusals.map(({ code }) => code) : [];
    const unnamed = await read(storage);
    expect(unnamed.facts.inspected?.baseline).toMatchObject({
      value: { setAside: [{ principal: role }] },
    });
    expect(codesOf(readyToPlan(unnamed.facts))).toEqual(['DELIVERY_ROLE_NOT_NAMED']);
    expect(codesOf(readyToPlan((await read(storage, named)).facts))).toEqual([]);
  });
});
