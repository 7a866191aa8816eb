import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { LocalAws } from '#infra/local/local-aws.ts';
import { buckets } from '#infra/local/scenarios/contact-center/buckets.ts';
import { instances } from '#infra/local/scenarios/contact-center/instances.ts';
import { people } from '#infra/local/scenarios/contact-center/people.ts';
import { firstRecording } from '#infra/local/scenarios/contact-center/recordings.ts';
import type { Arn } from '#shared/connect/arn.ts';
import { type Deployment, deploymentIn } from '#shared/connect/deployment.ts';
import { type Answer, type Listener, listeners, whoCanPlay } from './who-can-play.ts';

/** The bucket that the story is about, and a recording in it. */
export const bucket = buckets.sales;
export const recording = firstRecording(instances.sales.alias);

/** Who acts in the story, each with clients of their own credentials. */
export interface Stage {
  readonly aws: LocalAws;
  readonly deployment: Deployment;
  readonly auditor: {
    readonly config: ConfigServiceClient;
    readonly ssm: SSMClient;
    readonly s3: S3Client;
  };
  readonly administrator: { readonly arn: Arn; readonly s3: S3Client };
  readonly listeners: readonly Listener[];
}

/** Gives everybody their clients. */
export function stageOn(aws: LocalAws): Stage {
  const auditor = aws.clientFor(people.auditor);
  return {
    aws,
    deployment: deploymentIn(aws.home),
    auditor: {
      config: new ConfigServiceClient(auditor),
      ssm: new SSMClient(auditor),
      s3: new S3Client(auditor),
    },
    administrator: {
      arn: people.administrator,
      s3: new S3Client(aws.clientFor(people.administrator)),
    },
    listeners: listeners(aws),
  };
}

/** Everybody tries to play the recording. */
export const playNow = (stage: Stage): Promise<ReadonlyMap<string, Answer>> =>
  whoCanPlay(stage.listeners, bucket, recording);
