import { Aws, type CfnCondition, Fn, RemovalPolicy } from 'aws-cdk-lib';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { roleName } from '#shared/connect/deployment.ts';
import type { Parts } from './parts.ts';

/** One statement of an identity policy. `Sid` says what the permission is for. */
export interface AllowStatement {
  readonly Sid: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<
    Record<string, Readonly<Record<string, string | readonly string[]>>>
  >;
  /** It is in the policy only while this holds. */
  readonly when?: CfnCondition;
}

/** As an identity policy has it. */
export const allowing = ({ Sid, when, ...rest }: AllowStatement): object => {
  const statement = { Sid, Effect: 'Allow', ...rest };
  return when ? Fn.conditionIf(when.logicalId, statement, Aws.NO_VALUE) : statement;
};

interface RoleProperties {
  /** The middle of its fixed name, `ConnectStorageGuard-<name>-<region>`. */
  readonly name: string;
  readonly description: string;
  readonly service: 'lambda.amazonaws.com' | 'ssm.amazonaws.com';
  /** Under which the service may take the role: keeps other accounts from borrowing it. */
  readonly condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly statements: readonly AllowStatement[];
}

/**
 * A role with exactly these permissions: written by hand, so no AWS managed policy gets in. Those that
 * guarded buckets exempt by name stay when the stack goes, or somebody else could take the name.
 */
export function guardRole(
  { stack, deployment }: Parts,
  { name, description, service, condition, statements }: RoleProperties,
): CfnRole {
  const role = new CfnRole(stack, `${name}Role`, {
    roleName: roleName(name, deployment.region),
    description,
    assumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: service },
          Action: 'sts:AssumeRole',
          ...(condition && { Condition: condition }),
        },
      ],
    },
    policies: [
      {
        policyName: 'Permissions',
        policyDocument: {
          Version: '2012-10-17',
          Statement: statements.map(allowing),
        },
      },
    ],
  });
  const exempt = [deployment.remediatorRole, ...deployment.observerRoles];
  if (exempt.some((arn) => arn.endsWith(`/${role.roleName}`))) {
    role.applyRemovalPolicy(RemovalPolicy.RETAIN);
  }
  return role;
}
