import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { IAMClient } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import { LocalAws } from '#infra/local/local-aws.ts';
import { createPolicy, createRole } from '#infra/local/services/iam/entities.ts';
import { createBucket } from '#infra/local/services/s3/buckets.ts';
import { accountAuthorizationPort } from '#shared/aws/account-authorization.ts';
import { bucketConfigurationPort } from '#shared/aws/bucket-configuration.ts';
import { bucketNeighbourPort } from '#shared/aws/bucket-neighbours.ts';
import { systemClock } from '#shared/aws/clock.ts';
import { lastUsedPort } from '#shared/aws/last-used.ts';
import { generateBucketPolicy } from '#shared/generate/bucket-policy.ts';
import { impactOf } from '#shared/usecases/impact.ts';
import { account, bucket, facts, inventory, region } from '../fakes/contact-center.ts';
import { count, type Figures, measured } from './figures.ts';

const roles = 1000;
const home = { partition: 'aws', account, region };
const statement = (Action: string | readonly string[], Resource: string, Condition = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  Condition,
});
const document = (...Statement: readonly object[]) => ({ Version: '2012-10-17', Statement });

/** As in a grown account: a quarter each of administrators, of readers, by endpoint and tag, and of others. */
function seed({ world }: LocalAws): void {
  const managed = (name: string, policy: object) =>
    createPolicy(world, home, { name, owner: 'aws', document: policy }).arn;
  const services = Array.from({ length: 1000 }, (_, n) => `service${n}:Get*`);
  const administrator = managed('AdministratorAccess', document(statement('*', '*')));
  const reader = managed('ReadOnlyAccess', document(statement(['s3:Get*', ...services], '*')));
  const byEndpoint = (n: number) =>
    document(statement('s3:*', '*', { StringEquals: { 'aws:SourceVpce': `vpce-${n}` } }), {
      ...statement('s3:Delete*', '*'),
      Effect: 'Deny',
    });
  const kinds = [
    () => ({ managedPolicies: [administrator] }),
    () => ({ managedPolicies: [reader] }),
    (n: number) => ({ policies: { own: byEndpoint(n) } }),
    (n: number) => ({ policies: { own: document(statement('s3:*', `arn:aws:s3:::app-${n}/*`)) } }),
  ];
  const trustPolicy = document({
    Effect: 'Allow',
    Principal: { Service: 'ec2.amazonaws.com' },
    Action: 'sts:AssumeRole',
  });
  for (let n = 0; n < roles; n++) {
    createRole(world, home, { name: `role-${n}`, trustPolicy, ...kinds[n % kinds.length]?.(n) });
  }
  createBucket(world, home, { name: bucket });
}

/** What it takes to say who of 1,000 roles loses access, the calls to the embedded AWS included. */
export async function benchImpact(): Promise<Figures> {
  const aws = await LocalAws.start({ home });
  try {
    seed(aws);
    const client = aws.clientFor(`arn:aws:iam::${account}:root`);
    const [s3, iam] = [new S3Client(client), new IAMClient(client)];
    const begun = performance.now();
    const { shutOut } = await impactOf(
      {
        authorization: accountAuthorizationPort(iam),
        neighbours: bucketNeighbourPort(s3, new CloudFormationClient(client), account),
        configuration: bucketConfigurationPort(s3, account),
        lastUsed: lastUsedPort(iam, systemClock),
      },
      {
        place: home,
        bucket,
        inventory: { ...inventory, buckets: {} },
        live: null,
        planned: JSON.stringify(generateBucketPolicy(facts)),
      },
    );
    const milliseconds = performance.now() - begun;
    const { entries } = aws.world.ledger;
    const iamCalls = entries.filter(({ service }) => service === 'iam').length;
    return {
      [`${roles} roles`]: measured(milliseconds, 'ms', undefined, '< 10,000'),
      [`${roles} roles: shut out`]: count(shutOut.length, 'roles'),
      [`${roles} roles: calls`]: count(entries.length, 'calls'),
      [`${roles} roles: calls to IAM`]: count(iamCalls, 'calls'),
    };
  } finally {
    await aws.close();
  }
}
