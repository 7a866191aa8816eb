import type { LocalAws } from '#infra/local/local-aws.ts';
import { createInstance } from '#infra/local/services/connect/instances.ts';
import { createRole } from '#infra/local/services/iam/entities.ts';
import { createStream } from '#infra/local/services/kinesis/state.ts';
import { createKey } from '#infra/local/services/kms/state.ts';
import { createBucket } from '#infra/local/services/s3/buckets.ts';
import { deploymentIn, roleName } from '#shared/connect/deployment.ts';

export const home = { partition: 'aws', account: '111122223333', region: 'ap-northeast-1' };
export const deployment = deploymentIn(home);
export const root = `arn:aws:iam::${home.account}:root`;
export const storedInS3 = [
  'CALL_RECORDINGS',
  'CHAT_TRANSCRIPTS',
  'SCHEDULED_REPORTS',
  'ATTACHMENTS',
];
export const settings = {
  version: 1,
  administrators: [`arn:aws:iam::${home.account}:role/Administrator`],
};

/** So many instances, each with four buckets, a key and a stream of its own. */
export function seedLargeAccount({ world }: LocalAws, instances: number): void {
  const trustPolicy = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: root }, Action: 'sts:AssumeRole' }],
  };
  const administrator = createRole(world, home, { name: 'Administrator', trustPolicy });
  createRole(world, home, { name: roleName('Remediator', home.region), trustPolicy });
  createBucket(world, home, { name: deployment.stateBucket });
  for (let n = 0; n < instances; n++) {
    const key = createKey(world, home, { alias: `alias/center-${n}` }).arn;
    const stream = createStream(world, home, { name: `records-${n}`, key }).arn;
    const storage = storedInS3.map((resourceType, index) => {
      const bucket = `center-${n}-${index}`;
      const closed = index % 2 === 1;
      createBucket(world, home, {
        name: bucket,
        ...(closed && { policy: policyOf(bucket, administrator.id) }),
      });
      return { resourceType, bucket, prefix: `connect/center-${n}/${resourceType}`, key };
    });
    const records = { resourceType: 'CONTACT_TRACE_RECORDS', stream };
    createInstance(world, home, { alias: `center-${n}`, storage: [...storage, records] });
  }
}

/** As somebody puts it by hand. */
const policyOf = (bucket: string, id: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'OnlyUs',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
        Condition: { StringNotLike: { 'aws:userId': [`${id}:*`, home.account] } },
      },
    ],
  });
