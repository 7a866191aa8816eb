import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { createRole } from '#infra/local/services/iam/entities.ts';
import { createBucket } from '#infra/local/services/s3/buckets.ts';
import { deploymentIn } from '#shared/connect/deployment.ts';
import {
  allow,
  home,
  type ImpactAccount,
  inventoryOf,
  root,
  startImpactAccount,
  trusted,
} from '../usecases/impact-account.ts';

/** The environment of a person who calls as `arn`. */
export function environmentOf({ aws }: Pick<ImpactAccount, 'aws'>, arn: string) {
  const { endpoint, region, credentials } = aws.clientFor(arn);
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...(credentials.sessionToken && { AWS_SESSION_TOKEN: credentials.sessionToken }),
  };
}

/** The account of the impact tests with what a deployed guard has there: state, and its remediator. */
export async function startImpactCenter(): Promise<ImpactAccount> {
  const account = await startImpactAccount();
  const { aws, world, principals } = account;
  const { stateBucket, remediatorRole } = deploymentIn(home);
  createBucket(world, home, { name: stateBucket });
  createRole(world, home, {
    name: remediatorRole.slice(remediatorRole.lastIndexOf('/') + 1),
    trustPolicy: trusted('lambda.amazonaws.com'),
    policies: { own: allow(['s3:GetBucketPolicy', 's3:PutBucketPolicy']) },
  });
  const s3 = new S3Client(aws.clientFor(root));
  const documents = {
    'inventory.json': { ...inventoryOf(account), takenAt: new Date().toISOString() },
    'settings.json': {
      version: 1,
      administrators: [principals.administrator.arn],
      workloads: [{ arn: principals.firehose.arn, reason: 'brings contact records' }],
    },
  };
  for (const [Key, document] of Object.entries(documents)) {
    const Body = JSON.stringify(document);
    await s3.send(new PutObjectCommand({ Bucket: stateBucket, Key, Body }));
  }
  return account;
}
