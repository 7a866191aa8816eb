import type { RawPolicy, RawStatement } from '#shared/policy/document.ts';
import type { AccessCheck, Call, Context } from '../../service.ts';
import { viaServiceName } from './key-lookup.ts';
import { type Grant, type Key, kmsState } from './state.ts';

export interface KeyUse {
  readonly encryptionContext?: Readonly<Record<string, string>> | undefined;
  /** The service that uses the key for the caller, for example `s3`. */
  readonly viaService?: string;
  readonly context?: Context;
}

/** A question to a key's policy and grants. */
export function keyCheck(
  call: Pick<Call, 'world' | 'caller'>,
  key: Key,
  action: string,
  use: KeyUse = {},
): AccessCheck {
  const pairs = Object.entries(use.encryptionContext ?? {});
  const aliases = [...kmsState(call.world, key.scope).aliases]
    .filter(([, target]) => target.key === key.id)
    .map(([name]) => name);
  return {
    action: `kms:${action}`,
    resource: key.arn,
    resourceAccount: key.scope.account,
    resourceKind: 'key',
    resourcePolicy: policyWithGrants(key),
    context: {
      ...(call.caller.account !== undefined && { 'kms:CallerAccount': call.caller.account }),
      ...(use.viaService !== undefined && {
        'kms:ViaService': viaServiceName(key.scope, use.viaService),
      }),
      ...(pairs.length > 0 && { 'kms:EncryptionContextKeys': pairs.map(([name]) => name) }),
      ...Object.fromEntries(pairs.map(([name, value]) => [`kms:EncryptionContext:${name}`, value])),
      ...(aliases.length > 0 && { 'kms:ResourceAliases': aliases }),
      'kms:KeyOrigin': key.origin,
      'kms:KeySpec': key.spec,
      'kms:KeyUsage': key.usage,
      'kms:MultiRegion': String(key.multiRegion),
      ...use.context,
    },
  };
}

/** A grant allows as a statement of the key policy would. */
function policyWithGrants(key: Key): string {
  if (key.grants.length === 0) return key.policy;
  const policy: RawPolicy = JSON.parse(key.policy);
  const own = policy.Statement;
  return JSON.stringify({
    ...policy,
    Statement: [...(isList(own) ? own : [own]), ...key.grants.map(grantStatement)],
  });
}

function grantStatement(grant: Grant): RawStatement {
  const { EncryptionContextEquals, EncryptionContextSubset } = grant.constraints ?? {};
  const pairs = Object.entries(EncryptionContextEquals ?? EncryptionContextSubset ?? {});
  return {
    Sid: `grant ${grant.id}`,
    Effect: 'Allow',
    Principal: { [grant.grantee.startsWith('arn:') ? 'AWS' : 'Service']: grant.grantee },
    Action: grant.operations.map((operation) => `kms:${operation}`),
    Resource: '*',
    ...(pairs.length > 0 && {
      Condition: {
        StringEquals: Object.fromEntries(
          pairs.map(([name, value]) => [`kms:EncryptionContext:${name}`, value]),
        ),
        ...(EncryptionContextEquals && {
          'ForAllValues:StringEquals': {
            'kms:EncryptionContextKeys': pairs.map(([name]) => name),
          },
        }),
      },
    }),
  };
}

const isList = <T>(value: T | readonly T[]): value is readonly T[] => Array.isArray(value);
