import { AwsError, type RateLimit, type Service } from './service.ts';
import type { Scope, StateSlot, World } from './world.ts';

interface Bucket {
  tokens: number;
  at: number;
}

/** Token buckets by signing name, and by signing name and operation. */
const throttleSlot: StateSlot<Map<string, Bucket>> = {
  name: 'throttle',
  span: 'region',
  create: () => new Map(),
};

/** The limit in force for a service, if there is one. */
export function limitOf(world: World, service: Service): RateLimit | undefined {
  if (world.throttles === 'off') return undefined;
  const own = world.throttles === 'aws' ? undefined : world.throttles[service.signingName];
  return own === 'off' ? undefined : (own ?? service.throttle);
}

/** The limit of one operation beside its service's: AWS's own, or none where the service has none. */
const operationLimit = (world: World, service: Service, operation: string) =>
  world.throttles === 'aws' ? service.operationThrottles?.[operation] : undefined;

/**
 * Takes a token from the buckets of the caller's account and region, on the World's clock.
 * @throws AwsError `Throttling`, or what the service answers instead, when there is none.
 */
export function throttle(world: World, scope: Scope, service: Service, operation: string): void {
  const { signingName: name } = service;
  take(world, scope, service, name, limitOf(world, service));
  take(world, scope, service, `${name}:${operation}`, operationLimit(world, service, operation));
}

function take(
  world: World,
  scope: Scope,
  service: Service,
  name: string,
  limit: RateLimit | undefined,
): void {
  if (!limit) return;
  const buckets = world.state(throttleSlot, scope);
  const now = world.clock.now().getTime();
  const bucket = buckets.get(name) ?? { tokens: limit.burst, at: now };
  const refilled = bucket.tokens + (Math.max(0, now - bucket.at) / 1000) * limit.perSecond;
  const tokens = Math.min(limit.burst, refilled);
  const taken = tokens >= 1;
  buckets.set(name, { tokens: taken ? tokens - 1 : tokens, at: now });
  if (taken) return;
  const { code, status } = service.throttleError ?? { code: 'Throttling', status: 400 };
  throw new AwsError(code, 'Rate exceeded', status);
}
