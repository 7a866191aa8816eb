import { account, contactCenter, region } from '../fakes/contact-center.ts';

const storedInS3 = ['CALL_RECORDINGS', 'CHAT_TRANSCRIPTS', 'SCHEDULED_REPORTS', 'ATTACHMENTS'];

/** An account in which each instance has four buckets, a key, a stream and a role of its own. */
export function centersOf(instances: number) {
  const world = contactCenter();
  world.state.objects.delete('inventory.json');
  world.connect.instances = Array.from({ length: instances }, (_, n) => {
    const id = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
    const arn = `arn:aws:connect:${region}:${account}:instance/${id}` as const;
    const key = `arn:aws:kms:${region}:${account}:key/${id}` as const;
    const stream = `arn:aws:kinesis:${region}:${account}:stream/records-${n}` as const;
    const role = roleOf(n);
    world.iam.ids.set(role, `AROA${String(n).padStart(17, '0')}`);
    world.reads.key.answers.set(key, { ...keyOfCustomer, arn: key });
    world.reads.stream.answers.set(stream, {
      arn: stream,
      name: `records-${n}`,
      encryptionType: 'KMS',
      key,
    });
    const inS3 = storedInS3.map((resourceType, index) => {
      const bucket = `center-${n}-${index}`;
      world.bucket.ownedBuckets.set(bucket, { owner: 'this-account', region });
      const prefix = `connect/center-${n}/${resourceType}`;
      return { associationId, resourceType, storageType: 'S3', bucket, prefix, key };
    });
    world.connect.storage.set(arn, [
      ...inS3,
      {
        associationId,
        resourceType: 'CONTACT_TRACE_RECORDS',
        storageType: 'KINESIS_STREAM',
        stream,
      },
    ]);
    return { arn, id, alias: `center-${n}`, serviceRole: role };
  });
  return world;
}

const associationId = 'a'.repeat(64);

const keyOfCustomer = {
  account,
  manager: 'CUSTOMER',
  state: 'Enabled',
  spec: 'SYMMETRIC_DEFAULT',
  usage: 'ENCRYPT_DECRYPT',
  origin: 'AWS_KMS',
};

const roleOf = (n: number) => {
  const name = `AWSServiceRoleForAmazonConnect_${String(n).padStart(20, 'x')}`;
  return `arn:aws:iam::${account}:role/aws-service-role/connect.amazonaws.com/${name}` as const;
};
