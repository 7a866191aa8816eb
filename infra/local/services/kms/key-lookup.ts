import { AwsError } from '../../service.ts';
import type { Scope, World } from '../../world.ts';
import { createKey, type Key, kmsState } from './state.ts';

/** Services whose AWS-managed key (`alias/aws/…`) comes into being when first asked for. */
const managedServices = new Set(['s3', 'kinesis', 'lambda', 'ssm', 'sns', 'sqs', 'connect']);

/**
 * The key that a key id, key ARN, alias name or alias ARN names, seen from `scope`.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id
 */
export function findKey(world: World, scope: Scope, reference: string): Key | undefined {
  const arn = /^arn:([^:]+):kms:([^:]+):(\d{12}):(.+)$/.exec(reference);
  if (arn) {
    const [, partition = '', region = '', account = '', resource = ''] = arn;
    if (partition !== scope.partition) return undefined;
    const name = resource.startsWith('key/') ? resource.slice('key/'.length) : resource;
    return findKey(world, { partition, region, account }, name);
  }
  const { keys, aliases } = kmsState(world, scope);
  if (!reference.startsWith('alias/')) return keys.get(reference);
  const target = aliases.get(reference);
  return target ? keys.get(target.key) : managedKey(world, scope, reference);
}

/**
 * As {@link findKey}, for the operations that take aliases (`aliases: true`) and those that do not.
 * @throws AwsError `NotFoundException`, `InvalidArnException`.
 */
export function requireKey(
  world: World,
  scope: Scope,
  reference: string | undefined,
  { aliases = false } = {},
): Key {
  const name = reference ?? '';
  if (!aliases && name.startsWith('alias/')) {
    throw new AwsError('NotFoundException', `Invalid keyId '${name}'`);
  }
  if (name.startsWith('arn:') && !(aliases ? /:(key|alias)\// : /:key\//).test(name)) {
    throw new AwsError('InvalidArnException', `Invalid arn ${name}`);
  }
  const key = findKey(world, scope, name);
  if (key) return key;
  const kind = name.includes('alias/') ? 'Alias' : 'Key';
  const shown = name.startsWith('arn:')
    ? name
    : `arn:${scope.partition}:kms:${scope.region}:${scope.account}:${kind === 'Key' ? `key/${name}` : name}`;
  throw new AwsError(
    'NotFoundException',
    kind === 'Key' ? `Key '${shown}' does not exist` : `Alias ${shown} is not found.`,
  );
}

function managedKey(world: World, scope: Scope, alias: string): Key | undefined {
  const service = alias.slice('alias/aws/'.length);
  if (!alias.startsWith('alias/aws/') || !managedServices.has(service)) return undefined;
  return createKey(world, scope, {
    alias,
    manager: 'AWS',
    rotationDays: 365,
    description: `Default key that protects my ${service} data when no other key is defined`,
    policy: managedKeyPolicy(scope, service),
  });
}

/** `s3.us-east-1.amazonaws.com`: how `kms:ViaService` names a service. */
export const viaServiceName = (scope: Scope, service: string): string =>
  `${service}.${scope.region}.amazonaws.com${scope.partition === 'aws-cn' ? '.cn' : ''}`;

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#aws-managed-key */
const managedKeyPolicy = (scope: Scope, service: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Id: `auto-${service}-1`,
    Statement: [
      {
        Sid: `Allow access through ${service} for all principals in the account that may use it`,
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: [
          'kms:Encrypt',
          'kms:Decrypt',
          'kms:ReEncrypt*',
          'kms:GenerateDataKey*',
          'kms:DescribeKey',
        ],
        Resource: '*',
        Condition: {
          StringEquals: {
            'kms:CallerAccount': scope.account,
            'kms:ViaService': viaServiceName(scope, service),
          },
        },
      },
      {
        Sid: 'Allow direct access to key metadata to the account',
        Effect: 'Allow',
        Principal: { AWS: `arn:${scope.partition}:iam::${scope.account}:root` },
        Action: ['kms:Describe*', 'kms:Get*', 'kms:List*', 'kms:RevokeGrant'],
        Resource: '*',
      },
    ],
  });
