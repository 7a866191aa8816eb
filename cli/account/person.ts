import { randomUUID } from 'node:crypto';
import { IAMClient } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import { bucketConfigurationPort } from '#shared/aws/bucket-configuration.ts';
import { bucketPort } from '#shared/aws/buckets.ts';
import { systemClock } from '#shared/aws/clock.ts';
import { AwsCallFailed } from '#shared/aws/errors.ts';
import { iamPort } from '#shared/aws/iam.ts';
import { isBucketName } from '#shared/connect/names.ts';
import type { RemediateWorld } from '#shared/usecases/close-bucket.ts';
import { Retryable } from '#shared/usecases/errors.ts';
import { isFault } from '#shared/usecases/settings.ts';
import { BadInput, Failed } from '../errors.ts';
import type { Account } from './open-account.ts';
import { stateOf } from './state.ts';

/** What the use-cases need, by the caller's own credentials. */
export function worldOf(account: Account): RemediateWorld {
  const { client, deployment } = account;
  const s3 = new S3Client({ ...client, followRegionRedirects: true });
  return {
    bucket: bucketPort(s3, deployment.account),
    clock: systemClock,
    configuration: bucketConfigurationPort(s3, deployment.account),
    iam: iamPort(new IAMClient(client), deployment.account),
    state: stateOf(account),
  };
}

/** What backups and receipts call one run of a command. */
export const newExecutionId = (command: string): string =>
  `connect-guard-${command}-${randomUUID()}`;

/** @throws BadInput */
export function bucketNamed(text: string): string {
  if (!isBucketName(text)) throw new BadInput(`${text} is not the name of an S3 bucket`);
  return text;
}

/**
 * Runs a use-case for a person.
 * @throws Failed in one line when it could not be carried through: nothing more was done then.
 */
export async function carriedThrough<T>({ caller }: Account, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof AwsCallFailed) throw new Failed(`as ${caller}: ${error.message}`);
    if (error instanceof Retryable || isFault(error)) throw new Failed(error.message);
    throw error;
  }
}
