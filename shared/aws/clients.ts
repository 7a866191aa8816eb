import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { ConnectClient } from '@aws-sdk/client-connect';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';

/** A call that hangs must fail and be tried again while the function still has time for it. */
const patient = {
  requestHandler: { connectionTimeout: 3000, requestTimeout: 20_000, throwOnRequestTimeout: true },
};

// Each a function, so that a bundle carries only the clients that its handler uses.

export const configClient = (): ConfigServiceClient => new ConfigServiceClient(patient);
export const connectClient = (): ConnectClient => new ConnectClient(patient);
export const iamClient = (): IAMClient => new IAMClient(patient);
export const lambdaClient = (): LambdaClient => new LambdaClient(patient);
export const s3Client = (): S3Client => new S3Client({ ...patient, followRegionRedirects: true });
