import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { ConnectClient } from '@aws-sdk/client-connect';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { bucketPort } from '#shared/aws/buckets.ts';
import { systemClock } from '#shared/aws/clock.ts';
import { configPort } from '#shared/aws/config.ts';
import { connectPort } from '#shared/aws/connect.ts';
import { iamPort } from '#shared/aws/iam.ts';
import { refreshPort } from '#shared/aws/refresh.ts';
import { statePort } from '#shared/aws/state.ts';
import { tokenBucket } from '#shared/aws/token-bucket.ts';
import type { Deployment } from '#shared/connect/deployment.ts';
import type { ConnectPort } from '#shared/ports.ts';
import { readSettings } from '#shared/usecases/settings.ts';
import { deployment } from './deployment.ts';

/** A call that hangs must fail and be tried again while the function still has time for it. */
const patient = {
  requestHandler: { connectionTimeout: 3000, requestTimeout: 20_000, throwOnRequestTimeout: true },
};

// Each a function, so that a bundle carries only the clients that its handler uses.

export const clock = systemClock;
let sharedS3: S3Client | undefined;
const s3 = () => {
  sharedS3 ??= new S3Client({ ...patient, followRegionRedirects: true });
  return sharedS3;
};
export const buckets = () => bucketPort(s3(), deployment().account);
export const state = () => statePort(s3(), deployment().stateBucket, deployment().account);
export const iam = () => iamPort(new IAMClient(patient), deployment().account);
export const config = () => configPort(new ConfigServiceClient(patient));
export const refresh = () => refreshPort(new LambdaClient(patient));

/** Keeps to the rate that the settings give; while they cannot be read, to one a second. */
export async function connect(place: Deployment): Promise<ConnectPort> {
  const settings = await readSettings(state(), place);
  const rate = settings.state === 'known' ? settings.value.connect?.requestsPerSecond : undefined;
  return connectPort(new ConnectClient(patient), tokenBucket(clock, rate ?? 1));
}
