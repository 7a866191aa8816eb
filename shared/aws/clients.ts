import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { ConnectClient } from '@aws-sdk/client-connect';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { IAMClient } from '@aws-sdk/client-iam';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { patient } from './patient.ts';

// Each a function, so that a bundle carries only the clients that its handler uses.

export const configClient = (): ConfigServiceClient => new ConfigServiceClient(patient);
/** One attempt: a repeated one would not be counted by the pace that the caller keeps to. */
export const connectClient = (): ConnectClient => new ConnectClient({ ...patient, maxAttempts: 1 });
export const iamClient = (): IAMClient => new IAMClient(patient);
export const lambdaClient = (): LambdaClient => new LambdaClient(patient);
export const s3Client = (): S3Client => new S3Client({ ...patient, followRegionRedirects: true });
export const cloudTrailClient = (): CloudTrailClient => new CloudTrailClient(patient);
export const firehoseClient = (): FirehoseClient => new FirehoseClient(patient);
export const kinesisClient = (): KinesisClient => new KinesisClient(patient);
export const kmsClient = (): KMSClient => new KMSClient(patient);
export const cloudWatchClient = (): CloudWatchClient => new CloudWatchClient(patient);
export const snsClient = (): SNSClient => new SNSClient(patient);
