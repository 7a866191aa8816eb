import { bucketConfigurationPort } from '#shared/aws/bucket-configuration.ts';
import { bucketPort } from '#shared/aws/buckets.ts';
import {
  cloudTrailClient,
  cloudWatchClient,
  configClient,
  connectClient,
  firehoseClient,
  iamClient,
  kinesisClient,
  kmsClient,
  lambdaClient,
  s3Client,
  snsClient,
} from '#shared/aws/clients.ts';
import { systemClock } from '#shared/aws/clock.ts';
import { trailPort } from '#shared/aws/cloudtrail.ts';
import { uploadErrorsPort } from '#shared/aws/cloudwatch.ts';
import { configPort } from '#shared/aws/config.ts';
import { connectPort } from '#shared/aws/connect.ts';
import { deliveryStreamPort } from '#shared/aws/firehose.ts';
import { iamPort } from '#shared/aws/iam.ts';
import { streamPort } from '#shared/aws/kinesis.ts';
import { keyPort } from '#shared/aws/kms.ts';
import { principalPoliciesPort } from '#shared/aws/principal-policies.ts';
import { recorderPort } from '#shared/aws/recorder.ts';
import { refreshPort } from '#shared/aws/refresh.ts';
import { remediationExceptionsPort } from '#shared/aws/remediation-exceptions.ts';
import { notifyPort } from '#shared/aws/sns.ts';
import { statePort } from '#shared/aws/state.ts';
import { tokenBucket } from '#shared/aws/token-bucket.ts';
import type { Deployment } from '#shared/connect/deployment.ts';
import type { ConnectPort } from '#shared/ports.ts';
import { readSettings } from '#shared/usecases/settings.ts';
import { deployment } from './deployment.ts';

// Each a function, so that a bundle carries only the clients that its handler uses.

export const clock = systemClock;
let sharedS3: ReturnType<typeof s3Client> | undefined;
const s3 = () => {
  sharedS3 ??= s3Client();
  return sharedS3;
};
export const buckets = () => bucketPort(s3(), deployment().account);
export const state = () => statePort(s3(), deployment().stateBucket, deployment().account);
export const bucketConfiguration = () => bucketConfigurationPort(s3(), deployment().account);
let sharedIam: ReturnType<typeof iamClient> | undefined;
const iamOnce = () => {
  sharedIam ??= iamClient();
  return sharedIam;
};
export const iam = () => iamPort(iamOnce(), deployment().account);
/** Remembers the managed policies that it read: made anew for each event. */
export const principalPolicies = () => principalPoliciesPort(iamOnce(), deployment().account);
export const keys = () => keyPort(kmsClient());
export const streams = () => streamPort(kinesisClient());
/** Of Firehose's five requests a second, others keep one. */
export const deliveryStreams = () => deliveryStreamPort(firehoseClient(), tokenBucket(clock, 4));
export const trails = () => trailPort(cloudTrailClient(), deployment().partition);
export const config = () => configPort(configClient());
export const remediationExceptions = () => remediationExceptionsPort(configClient());
export const recorder = () => recorderPort(configClient());
export const uploadErrors = () => uploadErrorsPort(cloudWatchClient());
export const notify = () => notifyPort(snsClient(), deployment().topic);
export const refresh = () => refreshPort(lambdaClient());

/** Keeps to the rate that the settings give. They are read when there is something to ask. */
export function connect(place: Deployment): ConnectPort {
  let opened: Promise<ConnectPort> | undefined;
  const port = () => {
    opened ??= connectAtRate(place);
    return opened;
  };
  return {
    listInstances: async () => (await port()).listInstances(),
    listStorage: async (instance, type) => (await port()).listStorage(instance, type),
    attribute: async (instance, type) => (await port()).attribute(instance, type),
  };
}

/** While the settings cannot be read, one request a second. */
async function connectAtRate(place: Deployment): Promise<ConnectPort> {
  const settings = await readSettings(state(), place);
  const rate = settings.state === 'known' ? settings.value.connect?.requestsPerSecond : undefined;
  return connectPort(connectClient(), tokenBucket(clock, rate ?? 1, 'waiting'));
}
