import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { ConnectClient } from '@aws-sdk/client-connect';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { IAMClient } from '@aws-sdk/client-iam';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { jest } from '@jest/globals';
import { LocalAws } from '#infra/local/local-aws.ts';
import { contactCenter } from '#infra/local/scenarios/contact-center.ts';
import { createRole } from '#infra/local/services/iam/entities.ts';
import { createBucket } from '#infra/local/services/s3/buckets.ts';
import { bucketPort } from '#shared/aws/buckets.ts';
import { systemClock } from '#shared/aws/clock.ts';
import { configPort } from '#shared/aws/config.ts';
import { connectPort } from '#shared/aws/connect.ts';
import { deliveryStreamPort } from '#shared/aws/firehose.ts';
import { iamPort } from '#shared/aws/iam.ts';
import { streamPort } from '#shared/aws/kinesis.ts';
import { keyPort } from '#shared/aws/kms.ts';
import { statePort } from '#shared/aws/state.ts';
import { deploymentIn } from '#shared/connect/deployment.ts';
import { refreshInventory } from '#shared/usecases/refresh-inventory.ts';
import { putSettings } from '#shared/usecases/settings.ts';

const { home } = contactCenter;
export const deployment = deploymentIn(home);
export const root = `arn:${home.partition}:iam::${home.account}:root`;

/**
 * The contact center with the guard's roles, state bucket, inventory and settings, and none of its
 * functions: what commands need that a person runs.
 */
export async function guardedCenter(settings: object = contactCenter.settings): Promise<LocalAws> {
  const aws = await LocalAws.start({
    home,
    throttles: { connect: { perSecond: 1e4, burst: 1e4 } },
  });
  contactCenter.seed(aws.world);
  for (const arn of [deployment.remediatorRole, ...deployment.observerRoles]) {
    createRole(aws.world, home, { name: arn.split('/').at(-1) ?? '', trustPolicy: byLambda });
  }
  createBucket(aws.world, home, { name: deployment.stateBucket });
  const client = aws.clientFor(root);
  const s3 = new S3Client(client);
  const state = statePort(s3, deployment.stateBucket, home.account);
  const iam = iamPort(new IAMClient(client), home.account);
  await putSettings({ state, iam }, deployment, JSON.stringify(settings));
  const unhurried = async () => {};
  await refreshInventory(
    {
      bucket: bucketPort(s3, home.account),
      clock: systemClock,
      config: configPort(new ConfigServiceClient(client)),
      connect: connectPort(new ConnectClient(client), unhurried),
      deliveryStreams: deliveryStreamPort(new FirehoseClient(client), unhurried),
      iam,
      keys: keyPort(new KMSClient(client)),
      state,
      streams: streamPort(new KinesisClient(client)),
    },
    {
      deployment,
      cause: { kind: 'asked', reason: 'a test' },
      rules: [],
      deadline: new Date(Date.now() + 300_000),
    },
  );
  return aws;
}

const byLambda = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ],
};

/** What a person's shell has set, so that commands act as `arn`. */
export function environmentOf(aws: LocalAws, arn: string): Record<string, string> {
  const { accessKeyId, secretAccessKey, sessionToken = '' } = aws.credentialsFor(arn);
  return {
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_REGION: aws.home.region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  };
}

export interface Ran {
  /** What the command answered, or the name of the error that it threw. */
  readonly code: number | string;
  readonly stdout: string;
  /** The talk, or the message of the error. */
  readonly stderr: string;
}

/** Runs a command of the account in this process, as `arn`. */
export async function runAs(aws: LocalAws, arn: string, run: () => Promise<number>): Promise<Ran> {
  Object.assign(process.env, environmentOf(aws, arn));
  const heard = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    jest.spyOn(process[stream], 'write').mockImplementation((text: string | Uint8Array) => {
      heard[stream] += String(text);
      return true;
    }),
  );
  try {
    return { code: await run(), ...heard };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { code: error.name, stdout: heard.stdout, stderr: error.message };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
