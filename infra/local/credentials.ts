import { randomBytes } from 'node:crypto';
import { AwsError, type Caller } from './service.ts';
import { entityOf } from './services/iam/identity.ts';
import type { StateSlot, World } from './world.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

interface Issued extends Credentials {
  readonly caller: Caller;
}

const credentialsSlot: StateSlot<Map<string, Issued>> = {
  name: 'credentials',
  span: 'world',
  create: () => new Map(),
};

export interface IssueOptions {
  /** Fixed keys, for a user whose keys are written down somewhere. */
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  /** How long a session lasts; of a role 3,600 unless given. Other keys do not expire. */
  readonly durationSeconds?: number;
}

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const randomKey = (prefix: string): string =>
  prefix + [...randomBytes(16)].map((byte) => base32[byte % 32]).join('');

const issued = (world: World): Map<string, Issued> => world.state(credentialsSlot, world.home);

/** Keys with which `caller` can sign: temporary ones (`ASIA…`, with a token) for a session. */
export function issueCredentials(
  world: World,
  caller: Caller,
  options: IssueOptions = {},
): Credentials {
  if (caller.kind === 'anonymous' || caller.kind === 'service') {
    throw new TypeError(`${caller.kind} callers have no credentials`);
  }
  const temporary = caller.kind === 'role' || options.durationSeconds !== undefined;
  const credentials: Credentials = {
    accessKeyId: options.accessKeyId ?? randomKey(temporary ? 'ASIA' : 'AKIA'),
    secretAccessKey: options.secretAccessKey ?? randomBytes(30).toString('base64'),
    ...(temporary && {
      sessionToken: randomBytes(96).toString('base64'),
      expiration: new Date(world.clock.now().getTime() + (options.durationSeconds ?? 3600) * 1000),
    }),
  };
  issued(world).set(credentials.accessKeyId, { ...credentials, caller });
  return credentials;
}

export function revokeCredentials(world: World, accessKeyId: string): void {
  issued(world).delete(accessKeyId);
}

export interface KnownKey {
  readonly caller: Caller;
  readonly secretAccessKey: string;
}

/**
 * Whose keys these are.
 * @throws AwsError when AWS would not know them, or no longer.
 */
export function callerOf(world: World, accessKeyId: string, sessionToken?: string): KnownKey {
  const found = issued(world).get(accessKeyId);
  const gone =
    found && ['role', 'user'].includes(found.caller.kind) && !entityOf(world, found.caller);
  if (!found || gone || found.sessionToken !== sessionToken) {
    throw new AwsError(
      'InvalidClientTokenId',
      'The security token included in the request is invalid.',
      403,
    );
  }
  if (found.expiration && found.expiration <= world.clock.now()) {
    throw new AwsError(
      'ExpiredToken',
      'The security token included in the request is expired',
      403,
    );
  }
  return { caller: found.caller, secretAccessKey: found.secretAccessKey };
}
