import { PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { expectThat } from './expectation.ts';
import { shortName } from './ledger.ts';
import { chapter, facts, space, tell } from './page.ts';
import { bucket, playNow, type Stage } from './stage.ts';
import type { Answer } from './who-can-play.ts';

/** A person opens the bucket's policy to the world. @returns who could play then */
export async function driftChapter({
  administrator,
  deployment,
  ...stage
}: Stage): Promise<ReadonlyMap<string, Answer>> {
  chapter('Somebody opens a bucket');
  const policy = {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'ShareWithAgencyForNow',
        Effect: 'Allow',
        Principal: '*',
        Action: 's3:GetObject',
        Resource: `arn:${deployment.partition}:s3:::${bucket}/*`,
      },
    ],
  };
  await administrator.s3.send(
    new PutBucketPolicyCommand({ Bucket: bucket, Policy: JSON.stringify(policy) }),
  );
  const opened = await playNow({ administrator, deployment, ...stage });
  facts([
    ['who', shortName(administrator.arn)],
    ['call', `s3:PutBucketPolicy on ${bucket}, in place of the guard's policy:`],
    ['policy', JSON.stringify(policy.Statement[0], null, 1).replaceAll(/\s+/g, ' ')],
  ]);
  const playing = [...opened].filter(([, answer]) => answer === 'plays').map(([who]) => who);
  space();
  tell(`At this moment a recording of acme-sales plays for: ${playing.join(', ')}.`);
  expectThat(playing.length === opened.size, 'the bucket did not open to everybody');
  return opened;
}
