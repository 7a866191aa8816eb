import type { Fact } from '#shared/connect/fact.ts';
import type { IamPrincipal } from '#shared/connect/inventory.ts';
import type { KeyDescription, KeyGrant } from '#shared/connect/key.ts';
import type { RawStatement } from '#shared/policy/document.ts';
import { fromRaw } from '#shared/policy/parse.ts';
import type { Request } from '#shared/policy/request.ts';
import { told } from './judgements.ts';
import {
  type Access,
  accessBy,
  callerOf,
  type OwnPolicies,
  understood,
} from './principal-access.ts';

/** One use of a key: `kms:Decrypt` through a service, with the encryption context that it sends. */
export interface KeyUsage {
  /** Without `kms:`. */
  readonly operation: string;
  /** As `kms:ViaService` has it. */
  readonly viaService: string;
  readonly encryptionContext: Readonly<Record<string, string>>;
}

const requestOf = (
  principal: IamPrincipal,
  key: KeyDescription,
  { operation, viaService, encryptionContext }: KeyUsage,
): Request => ({
  principal: callerOf(principal),
  action: `kms:${operation}`,
  resource: key.arn,
  resourceAccount: key.account,
  context: {
    'aws:SecureTransport': 'true',
    'kms:ViaService': viaService,
    'kms:EncryptionContextKeys': Object.keys(encryptionContext),
    ...Object.fromEntries(
      Object.entries(encryptionContext).map(([name, value]) => [
        `kms:EncryptionContext:${name}`,
        value,
      ]),
    ),
  },
});

/**
 * Whether a grant lets the role use the key so. Grants that are not known let nobody.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
 */
export function grantAllows(
  grants: Fact<readonly KeyGrant[]>,
  role: IamPrincipal,
  key: KeyDescription,
  usage: KeyUsage,
): boolean {
  const own =
    grants.state === 'known' ? grants.value.filter(({ grantee }) => grantee === role.arn) : [];
  if (own.length === 0) return false;
  const resource = fromRaw(
    { Version: '2012-10-17', Statement: own.map(grantStatement) },
    'resource',
  );
  return accessBy(requestOf(role, key, usage), { resource, resourceKind: 'key' }).allowed === true;
}

/** A grant allows as a statement of the key policy would. */
function grantStatement({ grantee, operations, constraints = {} }: KeyGrant): RawStatement {
  const { equals, subset } = constraints;
  const pairs = Object.entries(equals ?? subset ?? {});
  return {
    Effect: 'Allow',
    Principal: { AWS: grantee },
    Action: operations.map((operation) => `kms:${operation}`),
    Resource: '*',
    ...(pairs.length > 0 && {
      Condition: {
        StringEquals: Object.fromEntries(
          pairs.map(([name, value]) => [`kms:EncryptionContext:${name}`, value]),
        ),
        ...(equals && {
          'ForAllValues:StringEquals': {
            'kms:EncryptionContextKeys': pairs.map(([name]) => name),
          },
        }),
      },
    }),
  };
}

/** Whether the key's policy and the role's own policies together let the role use the key so. */
export function policiesAllow(
  policy: Fact<string>,
  own: OwnPolicies,
  role: IamPrincipal,
  key: KeyDescription,
  usage: KeyUsage,
): Access {
  if (policy.state === 'unreadable') return { allowed: undefined, because: told(policy.why) };
  if (policy.state === 'absent') return { allowed: undefined, because: `${key.arn} has no policy` };
  const resource = understood(policy.value, 'resource', `the policy of ${key.arn}`);
  if (typeof resource === 'string') return { allowed: undefined, because: resource };
  return accessBy(requestOf(role, key, usage), { ...own, resource, resourceKind: 'key' });
}
