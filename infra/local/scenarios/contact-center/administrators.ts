import { createRole } from '../../services/iam/entities.ts';
import type { World } from '../../world.ts';
import { buckets } from './buckets.ts';
import { instances } from './instances.ts';
import type { Keys } from './keys.ts';
import { allow, bucketArns, home, iamArn, trusting } from './place.ts';

/** Those who administer one instance each. */
export const administrators = {
  /** Of acme-clinic, and isolated. */
  clinic: iamArn('role/ClinicAdministrator'),
  /** Of acme-pilot; its policies let it into every other. */
  pilot: iamArn('role/PilotAdministrator'),
} as const;

export const instanceArn = (id: string): string =>
  `arn:${home.partition}:connect:${home.region}:${home.account}:instance/${id}`;

/** Makes their roles. */
export function seedAdministrators(world: World, keys: Keys): void {
  const { id, alias, role } = instances.clinic;
  const own = instanceArn(id);
  const logs = `arn:${home.partition}:logs:${home.region}:${home.account}:log-group:/aws/connect/${alias}:*`;
  const trustPolicy = trusting({ AWS: iamArn('root') });
  createRole(world, home, {
    name: 'ClinicAdministrator',
    trustPolicy,
    policies: {
      Instance: allow(['connect:*'], [own, `${own}/*`]),
      FlowLogs: allow(['logs:CreateLogGroup', 'logs:Describe*', 'logs:Get*'], logs),
      Storage: allow(['s3:Get*', 's3:List*'], bucketArns(buckets.clinic)),
      Key: allow(['kms:Decrypt', 'kms:DescribeKey'], keys.clinic),
      ServiceRole: allow(['iam:PutRolePolicy'], role),
      Lists: allow(['connect:ListInstances', 'ds:DescribeDirectories', 's3:ListAllMyBuckets']),
    },
  });
  createRole(world, home, {
    name: 'PilotAdministrator',
    trustPolicy,
    policies: {
      Instance: allow(['connect:*', 'ds:DescribeDirectories']),
      Storage: allow(['s3:Get*', 's3:List*']),
    },
  });
}
