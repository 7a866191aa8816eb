import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { ConnectClient } from '@aws-sdk/client-connect';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { IAMClient } from '@aws-sdk/client-iam';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { accountAuthorizationPort } from '#shared/aws/account-authorization.ts';
import { bucketConfigurationPort } from '#shared/aws/bucket-configuration.ts';
import { bucketPort } from '#shared/aws/buckets.ts';
import { systemClock } from '#shared/aws/clock.ts';
import { trailPort } from '#shared/aws/cloudtrail.ts';
import { connectPort } from '#shared/aws/connect.ts';
import { deliveryStreamPort } from '#shared/aws/firehose.ts';
import { iamPort } from '#shared/aws/iam.ts';
import { streamPort } from '#shared/aws/kinesis.ts';
import { keyPort } from '#shared/aws/kms.ts';
import { patient } from '#shared/aws/patient.ts';
import { principalPoliciesPort } from '#shared/aws/principal-policies.ts';
import { statePort } from '#shared/aws/state.ts';
import { tokenBucket } from '#shared/aws/token-bucket.ts';
import type { Deployment } from '#shared/connect/deployment.ts';
import type { AuditWorld } from '#shared/usecases/audit/audit-world.ts';
import type { SessionConfig } from './sessions.ts';

/** A client of any service. */
interface Client {
  readonly middlewareStack: { readonly use: (plugin: never) => void };
}

type Send = (request: unknown) => Promise<unknown>;
interface Stack {
  add(
    middleware: (send: Send) => Send,
    options: { readonly step: 'finalizeRequest'; readonly name: string },
  ): void;
}

/** Tells of each request that a client sends, repeated ones too. */
function counted<C extends Client>(client: C, called: () => void): C {
  const plugin = {
    applyToStack: (stack: Stack) =>
      stack.add(
        (send) => (request) => {
          called();
          return send(request);
        },
        { step: 'finalizeRequest', name: 'countRequests' },
      ),
  };
  client.middlewareStack.use(plugin as never);
  return client;
}

/** Firehose grants five describing requests a second; one is left to others. */
const firehoseRate = 4;

/**
 * The account and region of `deployment`, live.
 * @param rate requests a second to Amazon Connect
 * @param called is told each request that is sent, repeated ones too
 * @param impact also looks at everybody in the account
 */
export function openWorld(
  session: SessionConfig,
  { account, partition, stateBucket }: Deployment,
  rate: number,
  called: () => void,
  impact = false,
): AuditWorld {
  const client = { ...patient, ...session };
  const s3 = counted(new S3Client({ ...client, followRegionRedirects: true }), called);
  const iam = counted(new IAMClient({ ...client, maxAttempts: 8 }), called);
  const connect = counted(new ConnectClient({ ...client, maxAttempts: 5 }), called);
  const firehose = counted(new FirehoseClient(client), called);
  return {
    clock: systemClock,
    connect: connectPort(connect, tokenBucket(systemClock, rate)),
    state: statePort(s3, stateBucket, account),
    iam: iamPort(iam, account),
    bucket: bucketPort(s3, account),
    configuration: bucketConfigurationPort(s3, account),
    keys: keyPort(counted(new KMSClient(client), called)),
    streams: streamPort(counted(new KinesisClient(client), called)),
    deliveryStreams: deliveryStreamPort(firehose, tokenBucket(systemClock, firehoseRate)),
    trails: trailPort(counted(new CloudTrailClient(client), called), partition),
    principalPolicies: principalPoliciesPort(iam, account),
    ...(impact && { authorization: accountAuthorizationPort(iam) }),
  };
}
