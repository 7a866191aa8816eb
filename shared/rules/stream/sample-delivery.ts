import type { Arn } from '#shared/connect/arn.ts';
import type { EffectivePolicies } from '#shared/connect/effective-policies.ts';
import { absent, type Fact, known } from '#shared/connect/fact.ts';
import type { IamPrincipal } from '#shared/connect/inventory.ts';
import type { DeliveryStreamDescription, StreamDescription } from '#shared/connect/stream.ts';
import { tightDeliveryRolePolicy } from '#shared/generate/delivery-policies.ts';
import type { RawPolicy } from '#shared/policy/document.ts';
import type { DeliveryStreamFacts, InspectedDestination } from './facts.ts';
import { inspected, keyOf, noKey, place, streamArn, use } from './sample.ts';

export const firehoseRole: IamPrincipal = {
  arn: `arn:aws:iam::${place.account}:role/service-role/FirehoseContactRecords`,
  id: 'AROAEXAMPLEFIREHOSE01',
};
export const bucket = 'contact-records-0123456789ab';
export const streamKey = keyOf('1');
export const bucketKey = keyOf('2');

const deliveryArn: Arn = `arn:aws:firehose:${place.region}:${place.account}:deliverystream/contact-records`;

export const delivery: DeliveryStreamDescription = {
  arn: deliveryArn,
  name: 'contact-records',
  type: 'KinesisStreamAsSource',
  source: { stream: streamArn, role: firehoseRole.arn },
  encryption: { status: 'DISABLED' },
  destinations: [{ type: 'ExtendedS3', bucket, prefix: 'records/', role: firehoseRole.arn }],
};

/** Records are put into it. */
export const directPut = (
  status: string,
  more: Partial<DeliveryStreamDescription['encryption']> = {},
): Fact<DeliveryStreamDescription> => {
  const { source: _, ...rest } = delivery;
  return known({ ...rest, type: 'DirectPut', encryption: { status, ...more } });
};

export const sampleSource = (encryptionType = 'KMS'): Fact<StreamDescription> =>
  known({
    arn: streamArn,
    name: 'contact-records',
    encryptionType,
    ...(encryptionType === 'KMS' && { key: streamKey.arn }),
  });

/** What Firehose is trusted with, for this account alone. */
export const firehoseTrust = JSON.stringify({
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Principal: { Service: 'firehose.amazonaws.com' },
    Action: 'sts:AssumeRole',
    Condition: { StringEquals: { 'aws:SourceAccount': place.account } },
  },
});

/** All that the role needs, as the generator writes it. */
export const rolePolicy: RawPolicy = tightDeliveryRolePolicy({
  role: firehoseRole.arn,
  stream: streamArn,
  streamKey: streamKey.arn,
  bucket,
  bucketKey: bucketKey.arn,
});

export const policiesOf = (
  policies: readonly RawPolicy[],
  changed: Partial<EffectivePolicies> = {},
): DeliveryStreamFacts['rolePolicies'] => ({
  [firehoseRole.arn]: known({
    principal: firehoseRole,
    identity: policies.map((policy, n) => ({
      name: `FirehoseContactRecords/Policy${n}`,
      document: JSON.stringify(policy),
    })),
    trust: firehoseTrust,
    ...changed,
  }),
});

export const sampleDestination = (
  changed: Partial<InspectedDestination> = {},
): InspectedDestination => ({
  destination: { type: 'ExtendedS3', bucket, prefix: 'records/', role: firehoseRole.arn },
  ownership: known({ owner: 'this-account', region: place.region }),
  policy: absent,
  encryption: known({ algorithm: 'aws:kms', key: bucketKey.arn }),
  key: inspected(bucketKey),
  ...changed,
});

/** A delivery stream that works, its two keys different; change what the example is about. */
export const sampleDelivery = (
  changed: Partial<DeliveryStreamFacts> = {},
): DeliveryStreamFacts => ({
  kind: 'firehose',
  id: 'contact-records',
  place,
  use,
  description: known(delivery),
  source: sampleSource(),
  sourceKey: inspected(streamKey),
  ownKey: noKey,
  destinations: [sampleDestination()],
  rolePolicies: policiesOf([rolePolicy]),
  settings: known({}),
  ...changed,
});
