import { bucketConfigurationPort } from '#shared/aws/bucket-configuration.ts';
import { bucketPort } from '#shared/aws/buckets.ts';
import { configClient, iamClient, s3Client } from '#shared/aws/clients.ts';
import { systemClock } from '#shared/aws/clock.ts';
import { configPort } from '#shared/aws/config.ts';
import { iamPort } from '#shared/aws/iam.ts';
import { principalPoliciesPort } from '#shared/aws/principal-policies.ts';
import { recorderPort } from '#shared/aws/recorder.ts';
import { remediationExceptionsPort } from '#shared/aws/remediation-exceptions.ts';
import { statePort } from '#shared/aws/state.ts';
import { deployment } from './deployment.ts';

// Each a function, so that a bundle carries only the clients that its handler uses. Those that not
// every event needs stand in `ports/` and are loaded when they are asked.

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
export const config = () => configPort(configClient());
export const remediationExceptions = () => remediationExceptionsPort(configClient());
export const recorder = () => recorderPort(configClient());
