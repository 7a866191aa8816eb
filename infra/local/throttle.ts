import { AwsError, type RateLimit, type Service } from './service.ts';
import type { Scope, StateSlot, World } from './world.ts';

interface Bucket {
  tokens: number;
  at: number;
}

/** Token buckets by signing name. */
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

/**
 * Takes a token from the bucket of the caller's account and region, on the World's clock.
 * @throws AwsError `Throttling`, or what the service answers instead, when there is none.
 */
export function throttle(world: World, scope: Scope, service: Service): void {
  const limit = limitOf(world, service);
  if (!limit) return;
  const buckets = world.state(throttleSlot, scope);
  const now = world.clock.now().getTime();
  const bucket = buckets.get(service.signingName) ?? { tokens: limit.burst, at: now };
  const refilled = bucket.tokens + (Math.max(0, now - bucket.at) / 1000) * limit.perSecond;
  const tokens = Math.min(limit.burst, refilled);
  const taken = tokens >= 1;
  buckets.set(service.signingName, { tokens: taken ? tokens - 1 : tokens, at: now });
  if (taken) return;
  const { code, status } = service.throttle?.error ?? { code: 'Throttling', status: 400 };
  throw new AwsError(code, 'Rate exceeded', status);
}
