import { randomBytes, randomUUID } from 'node:crypto';
import type { GrantConstraints } from '@aws-sdk/client-kms';
import { AwsError } from '../../service.ts';
import type { Scope, StateSlot, World } from '../../world.ts';

export interface Grant {
  readonly id: string;
  readonly name?: string;
  /** The ARN of a role or user, or an AWS service's name. */
  readonly grantee: string;
  readonly retiring?: string;
  /** `Decrypt`, `GenerateDataKey`, … */
  readonly operations: readonly string[];
  readonly constraints?: GrantConstraints;
  readonly created: Date;
}

/** KMS spells tags in its own way. */
export interface KeyTag {
  readonly TagKey: string;
  readonly TagValue: string;
}

export interface Key {
  readonly id: string;
  readonly arn: string;
  readonly scope: Scope;
  readonly created: Date;
  readonly description: string;
  readonly manager: 'CUSTOMER' | 'AWS';
  readonly spec: string;
  readonly usage: string;
  readonly origin: string;
  readonly multiRegion: boolean;
  /** `Enabled`, `Disabled`, `PendingDeletion`, … */
  state: string;
  deletion?: Date;
  policy: string;
  /** Days between rotations; absent while rotation is off. */
  rotationDays?: number;
  readonly grants: Grant[];
  tags: readonly KeyTag[];
  readonly material: Uint8Array;
}

export interface KmsState {
  /** By key id. */
  readonly keys: Map<string, Key>;
  /** Key ids by alias name (`alias/…`). */
  readonly aliases: Map<string, { readonly key: string; readonly created: Date }>;
}

const kmsSlot: StateSlot<KmsState> = {
  name: 'kms',
  span: 'region',
  create: () => ({ keys: new Map(), aliases: new Map() }),
};

export const kmsState = (world: World, scope: Scope): KmsState => world.state(kmsSlot, scope);

export interface NewKey {
  /** Generated unless given: the ids of replicas are alike in all regions. */
  readonly id?: string;
  /** Lets the account's root in, which delegates to IAM, unless given. */
  readonly policy?: string;
  /** `alias/…` */
  readonly alias?: string;
  readonly description?: string;
  readonly manager?: 'CUSTOMER' | 'AWS';
  readonly spec?: string;
  readonly usage?: string;
  /** `EXTERNAL` and `AWS_CLOUDHSM` keys cannot rotate by themselves. */
  readonly origin?: string;
  readonly multiRegion?: boolean;
  readonly rotationDays?: number;
  readonly state?: string;
  readonly tags?: readonly KeyTag[];
}

/** Makes a key in the scope. @throws AwsError `AlreadyExistsException` when the alias is taken. */
export function createKey(world: World, scope: Scope, seed: NewKey = {}): Key {
  const id =
    seed.id ?? (seed.multiRegion ? `mrk-${randomBytes(16).toString('hex')}` : randomUUID());
  const { partition, region, account } = scope;
  const key: Key = {
    id,
    arn: `arn:${partition}:kms:${region}:${account}:key/${id}`,
    scope: { partition, account, region },
    created: world.clock.now(),
    description: seed.description ?? '',
    manager: seed.manager ?? 'CUSTOMER',
    spec: seed.spec ?? 'SYMMETRIC_DEFAULT',
    usage: seed.usage ?? 'ENCRYPT_DECRYPT',
    origin: seed.origin ?? 'AWS_KMS',
    multiRegion: seed.multiRegion ?? false,
    state: seed.state ?? 'Enabled',
    policy: seed.policy ?? defaultKeyPolicy(scope),
    ...(seed.rotationDays !== undefined && { rotationDays: seed.rotationDays }),
    grants: [],
    tags: seed.tags ?? [],
    material: randomBytes(32),
  };
  if (seed.alias !== undefined) addAlias(world, key, seed.alias);
  kmsState(world, scope).keys.set(id, key);
  emitKey(world, key, 'discovered');
  return key;
}

/** @throws AwsError `AlreadyExistsException` (400). */
export function addAlias(world: World, key: Key, alias: string): void {
  const { aliases } = kmsState(world, key.scope);
  if (aliases.has(alias)) {
    throw new AwsError(
      'AlreadyExistsException',
      `An alias with the name ${aliasArn(key.scope, alias)} already exists`,
    );
  }
  aliases.set(alias, { key: key.id, created: world.clock.now() });
}

export const aliasArn = ({ partition, region, account }: Scope, alias: string): string =>
  `arn:${partition}:kms:${region}:${account}:${alias}`;

/** Lets a principal use a key, as `CreateGrant` does. */
export function createGrant(world: World, key: Key, grant: Omit<Grant, 'id' | 'created'>): Grant {
  const made = { ...grant, id: randomBytes(32).toString('hex'), created: world.clock.now() };
  key.grants.push(made);
  return made;
}

/** The policy of a key that was created without one. */
export const defaultKeyPolicy = ({ partition, account }: Scope): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Id: 'key-default-1',
    Statement: [
      {
        Sid: 'Enable IAM User Permissions',
        Effect: 'Allow',
        Principal: { AWS: `arn:${partition}:iam::${account}:root` },
        Action: 'kms:*',
        Resource: '*',
      },
    ],
  });

/** Tells AWS Config of a key's creation or change. */
export function emitKey(world: World, key: Key, change: 'discovered' | 'changed'): void {
  world.events.emit('resource-changed', {
    scope: key.scope,
    resourceType: 'AWS::KMS::Key',
    resourceId: key.id,
    resourceName: key.id,
    arn: key.arn,
    change,
  });
}
