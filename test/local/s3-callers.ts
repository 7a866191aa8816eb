import { S3Client } from '@aws-sdk/client-s3';
import { LocalAws, type LocalAwsOptions } from '#infra/local/local-aws.ts';
import { createRole, createUser } from '#infra/local/services/iam/entities.ts';
import type { Scope } from '#infra/local/world.ts';

export const home: Scope = { partition: 'aws', account: '111122223333', region: 'eu-central-1' };
export const elsewhere: Scope = { ...home, account: '444455556666' };

export const allow = (Action: string | readonly string[], Resource: string | string[] = '*') => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource }],
});

/** Somebody with a role and their S3 client. */
export interface S3Caller {
  readonly arn: string;
  readonly id: string;
  readonly client: S3Client;
}

/** An embedded AWS with the callers that the tests of S3 need. */
export async function startS3(options: LocalAwsOptions = {}) {
  const aws = await LocalAws.start({ home, ...options });
  const client = (arn: string, region = home.region) =>
    new S3Client({ ...aws.clientFor(arn, region), maxAttempts: 1 });
  const role = (name: string, policy: object, scope: Scope = home): S3Caller => {
    const { arn, id } = createRole(aws.world, scope, {
      name,
      trustPolicy: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'ec2.amazonaws.com' },
            Action: 'sts:AssumeRole',
          },
        ],
      },
      policies: { inline: policy },
    });
    return { arn, id, client: client(arn) };
  };
  const user = (name: string, policy: object): S3Caller => {
    const { arn, id } = createUser(aws.world, home, { name, policies: { inline: policy } });
    return { arn, id, client: client(arn) };
  };
  const anonymous = new S3Client({
    endpoint: aws.endpoint,
    region: home.region,
    signer: aws.anonymous,
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
    maxAttempts: 1,
  });
  return {
    aws,
    world: aws.world,
    client,
    role,
    user,
    anonymous,
    root: client(`arn:aws:iam::${home.account}:root`),
    admin: role('Administrator', allow('*')),
    stranger: role('Stranger', allow('*'), elsewhere),
  };
}
