import type { Arn } from '#shared/connect/arn.ts';
import { known } from '#shared/connect/fact.ts';
import type { Inventory } from '#shared/connect/inventory.ts';
import type { DeliveryStreamDescription, StreamDescription } from '#shared/connect/stream.ts';
import type { Need } from '#shared/rules/needs.ts';
import {
  account,
  contactCenter,
  deployment,
  instances,
  inventory,
  region,
} from '../fakes/contact-center.ts';
import { customerKey } from '../fakes/keys.ts';

const regional = (service: string, resource: string): Arn =>
  `arn:aws:${service}:${region}:${account}:${resource}`;

export const streamArn = regional('kinesis', 'stream/contact-records');
export const deliveryArn = regional('firehose', 'deliverystream/to-bucket');
export const firehoseRole: Arn = `arn:aws:iam::${account}:role/Firehose`;
export const keyId = '11111111-2222-4333-8444-555555555555';
export const keyArn = regional('kms', `key/${keyId}`);
export const foreignKey: Arn = `arn:aws:kms:${region}:999988887777:key/${keyId}`;

export const key = customerKey(keyArn);

export const stream: StreamDescription = {
  arn: streamArn,
  name: 'contact-records',
  encryptionType: 'KMS',
  key: 'alias/contact-center',
};

export const delivery: DeliveryStreamDescription = {
  arn: deliveryArn,
  name: 'to-bucket',
  type: 'KinesisStreamAsSource',
  source: { stream: streamArn, role: firehoseRole },
  encryption: { status: 'DISABLED' },
  destinations: [{ type: 'ExtendedS3', bucket: 'contact-records', role: firehoseRole }],
};

/** Tokyo stores recordings with the key and streams to the stream, which Firehose delivers. */
export const streaming: Inventory = {
  ...inventory,
  instances: known(
    (inventory.instances.state === 'known' ? inventory.instances.value : []).map((instance) =>
      instance.arn === instances.tokyo
        ? {
            ...instance,
            storage: {
              ...instance.storage,
              CALL_RECORDINGS: known([
                {
                  resourceType: 'CALL_RECORDINGS',
                  storageType: 'S3',
                  bucket: 'amazon-connect-0123456789ab',
                  key: keyArn,
                },
              ]),
              CONTACT_TRACE_RECORDS: known([
                {
                  resourceType: 'CONTACT_TRACE_RECORDS',
                  storageType: 'KINESIS_STREAM',
                  stream: streamArn,
                },
              ]),
            },
          }
        : instance,
    ),
  ),
  keys: {
    [keyArn]: known(key),
    'alias/contact-center': known(key),
    [foreignKey]: known({ ...key, arn: foreignKey, account: '999988887777' }),
  },
  streams: { [streamArn]: known(stream) },
  deliveryStreams: { [deliveryArn]: known(delivery) },
};

/** An account in which all of that is there. */
export function streamingCenter() {
  const world = contactCenter();
  const { reads } = world;
  for (const name of [keyArn, 'alias/contact-center']) reads.key.answers.set(name, key);
  reads.keyPolicy.answers.set(keyArn, '{"Statement":[]}');
  reads.grants.answers.set(keyArn, []);
  reads.rotation.answers.set(keyArn, { enabled: true });
  reads.stream.answers.set(streamArn, stream);
  reads.deliveryStream.answers.set('to-bucket', delivery);
  reads.encryption.answers.set('contact-records', { algorithm: 'aws:kms', key: keyArn });
  return world;
}

export const scope = (...needs: readonly Need[]) => ({ deployment, inventory: streaming, needs });
