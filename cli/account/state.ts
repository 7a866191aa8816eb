import { S3Client } from '@aws-sdk/client-s3';
import { statePort } from '#shared/aws/state.ts';
import type { Fact, Unreadable } from '#shared/connect/fact.ts';
import type { StatePort } from '#shared/ports.ts';
import { Failed, messageOf } from '../errors.ts';
import type { Account } from './open-account.ts';

/** The guard's bucket of the account. */
export const stateOf = ({ client, deployment }: Account): StatePort =>
  statePort(new S3Client(client), deployment.stateBucket, deployment.account);

/** @throws Failed saying what to do when the state bucket cannot be read. */
export function readable<T>(fact: Fact<T>, { deployment, caller }: Account): T | undefined {
  if (fact.state === 'unreadable')
    throw new Failed(explain(fact.why, deployment.stateBucket, caller));
  return fact.state === 'known' ? fact.value : undefined;
}

/** @throws Failed naming the object of the state bucket that `parse` does not understand. */
export function understood<T>(key: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new Failed(`${key} in the state bucket cannot be understood: ${messageOf(error)}`);
  }
}

const explain = ({ action, code, message }: Unreadable, bucket: string, caller: string): string =>
  code === 'NoSuchBucket'
    ? `the guard is not deployed here: there is no bucket ${bucket}. Deploy it with "npm run deploy"`
    : `${caller} cannot read ${bucket}: ${action}: ${code}: ${message}`;
