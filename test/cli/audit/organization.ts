import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { auditPolicy } from '#cli/audit/permissions.ts';
import { LocalAws } from '#infra/local/local-aws.ts';
import { createInstance } from '#infra/local/services/connect/instances.ts';
import { createRole } from '#infra/local/services/iam/entities.ts';
import { createOrganization } from '#infra/local/services/organizations/state.ts';
import { createBucket } from '#infra/local/services/s3/buckets.ts';
import { deploymentIn, roleName } from '#shared/connect/deployment.ts';
import { settingsKey } from '#shared/settings/settings.ts';
import { wideScenario } from '../../infra/wide-scenario.ts';

export const { home } = wideScenario;
export const other = { ...home, account: '444455556666', region: 'eu-central-1' };
export const closed = { ...home, account: '777788889999' };
export const role = (account: string, name: string) => `arn:aws:iam::${account}:role/${name}`;
const trust = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${home.account}:root` },
      Action: 'sts:AssumeRole',
    },
  ],
};
const allow = (...Action: readonly string[]) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
});
const everywhere = { allRegions: true, role: 'SecurityAudit', organization: true, impact: true };
/**
 * An organization of three accounts: the contact center with settings, a subsidiary in
 * another region, and one that lets nobody in. `SecurityAudit` may do what `--permissions` prints.
 */
export async function startOrganization(): Promise<LocalAws> {
  const aws = await LocalAws.start({ home, throttles: 'off' });
  const { world } = aws;
  wideScenario.seed(world);
  const { stateBucket } = deploymentIn(home);
  createBucket(world, home, { name: stateBucket });
  await new S3Client(aws.clientFor(`arn:aws:iam::${home.account}:root`)).send(
    new PutObjectCommand({
      Bucket: stateBucket,
      Key: settingsKey,
      Body: JSON.stringify(wideScenario.settings),
    }),
  );
  for (const place of [home, other]) {
    createRole(world, place, {
      name: 'SecurityAudit',
      trustPolicy: trust,
      policies: { Audit: auditPolicy({ partition: 'aws', ...everywhere }) },
    });
  }
  createRole(world, home, { name: roleName('Remediator', home.region), trustPolicy: trust });
  createOrganization(world, home, {
    management: home.account,
    accounts: [home, other, closed].map(({ account }) => ({
      id: account,
      name: account,
      status: 'ACTIVE',
    })),
  });
  createRole(world, other, {
    name: 'Blind',
    trustPolicy: trust,
    policies: { Find: allow('connect:*', 'ds:*', 's3:ListAllMyBuckets', 'iam:GetRole') },
  });
  createBucket(world, other, { name: 'calls-of-the-subsidiary' });
  createInstance(world, other, {
    id: '9f1e30b2-96a5-4c8e-8b27-3e5a90c4d618',
    alias: 'subsidiary',
    storage: [
      {
        resourceType: 'CALL_RECORDINGS',
        bucket: 'calls-of-the-subsidiary',
        prefix: 'connect/subsidiary',
      },
    ],
  });
  return aws;
}
