import { IAMClient } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import type { LocalAws } from '#infra/local/local-aws.ts';
import { bucketConfigurationPort } from '#shared/aws/bucket-configuration.ts';
import { bucketPort } from '#shared/aws/buckets.ts';
import { iamPort } from '#shared/aws/iam.ts';
import { statePort } from '#shared/aws/state.ts';
import type { Deployment } from '#shared/connect/deployment.ts';
import type { ClockPort } from '#shared/ports.ts';

/** What the use-cases need of the world, over HTTP with the credentials of `principal`. */
export function portsAs(
  aws: LocalAws,
  principal: string,
  { account, stateBucket }: Deployment,
  clock: ClockPort = aws.world.clock,
) {
  const client = aws.clientFor(principal);
  const s3 = new S3Client(client);
  return {
    clock,
    bucket: bucketPort(s3, account),
    configuration: bucketConfigurationPort(s3, account),
    state: statePort(s3, stateBucket, account),
    iam: iamPort(new IAMClient(client), account),
  };
}
