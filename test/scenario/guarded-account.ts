import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { GetBucketPolicyCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { deployGuard, serveScenario } from '#cli/local/start.ts';
import { dashboard, type Judgement } from '#cli/story/dashboard.ts';
import { synthesize } from '#infra/aws/synthesize.ts';
import type { LocalAws } from '#infra/local/local-aws.ts';
import { people } from '#infra/local/scenarios/contact-center/people.ts';
import { contactCenter } from '#infra/local/scenarios/contact-center.ts';
import type { Scenario } from '#infra/local/scenarios/scenario.ts';
import type { UnconfirmedFactId } from '#infra/local/unconfirmed.ts';

/** An account with the guard deployed and these settings put, everything judged. */
export async function guardedAccount(
  settings: object,
  flipped: readonly UnconfirmedFactId[] = [],
  scenario: Scenario = contactCenter,
  beforeJudging?: (aws: LocalAws) => void,
): Promise<LocalAws> {
  const aws = await serveScenario(scenario, 0, flipped);
  try {
    await deployGuard(aws, scenario, await synthesize(), settings, beforeJudging);
    return aws;
  } catch (error) {
    await aws.close();
    throw error;
  }
}

export const s3As = (aws: LocalAws, arn: string): S3Client => new S3Client(aws.clientFor(arn));

export const judged = async (aws: LocalAws, bucket: string): Promise<Judgement | undefined> =>
  (await dashboard(new ConfigServiceClient(aws.clientFor(people.auditor)))).find(
    (each) => each.bucket === bucket,
  );

/** The policy as the administrator reads it. */
export async function policyOf(aws: LocalAws, bucket: string): Promise<string | undefined> {
  const { Policy } = await s3As(aws, people.administrator).send(
    new GetBucketPolicyCommand({ Bucket: bucket }),
  );
  return Policy;
}

/** The one who signed it may read the object. */
export const canRead = (s3: S3Client, bucket: string, key: string): Promise<boolean> =>
  s3.send(new GetObjectCommand({ Bucket: bucket, Key: key })).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Error && error.name === 'AccessDenied') return false;
      throw error;
    },
  );

/** What somebody writes in a hurry: whoever asks may read. */
export const openToAll = (bucket: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'Oops',
        Effect: 'Allow',
        Principal: '*',
        Action: 's3:GetObject',
        Resource: `arn:aws:s3:::${bucket}/*`,
      },
    ],
  });

/** Buckets whose policies were written, and by which role or user. */
export const policyWrites = ({ world }: LocalAws): readonly string[] =>
  world.ledger.entries
    .filter(({ operation }) => /^(Put|Delete)BucketPolicy$/.test(operation))
    .map(({ principal, checks }) => `${principal} ${checks[0]?.resource}`);
