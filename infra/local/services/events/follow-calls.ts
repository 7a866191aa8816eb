import type { ManagementCall } from '../../management-calls.ts';
import { serviceWait } from '../../pace.ts';
import type { World } from '../../world.ts';
import { cloudTrailEvent, loggedRegion } from './cloudtrail-event.ts';
import { invokeTargets } from './invoke-targets.ts';
import { matchesPattern } from './pattern.ts';
import { eventRules } from './state.ts';

/** Milliseconds that CloudTrail and EventBridge take to deliver an event. */
export const delivery = 30_000;

const followed = new WeakSet<World>();

/**
 * Has EventBridge tell its rules of the management calls that change something, as if every
 * account had a trail. IAM's appear in the partition's home region only. A call on a resource of
 * another account is told to both accounts.
 */
export function followCalls(world: World): void {
  if (followed.has(world)) return;
  followed.add(world);
  if (!world.unconfirmed['account-has-a-trail']) return;
  world.events.on('management-called', async (made) => {
    await Promise.all(recipients(made).map((account) => tell(world, made, account)));
  });
}

function recipients({ call, checks, error }: ManagementCall): readonly string[] {
  const owners = checks
    .filter(({ action }) => !error && action.startsWith(`${call.service}:`))
    .map(({ resourceAccount }) => resourceAccount);
  return [...new Set([call.scope.account, ...owners])];
}

async function tell(world: World, made: ManagementCall, account: string): Promise<void> {
  const scope = { ...made.call.scope, account, region: loggedRegion(made.call) };
  const rules = [...eventRules(world, scope).values()].filter(
    ({ enabled, pattern }) => enabled && pattern !== undefined,
  );
  if (rules.length === 0) return;
  const event = cloudTrailEvent(made, scope);
  const asking = rules.filter(({ pattern }) => pattern && matchesPattern(pattern, event));
  if (asking.length === 0) return;
  await serviceWait(world, delivery);
  await Promise.all(asking.map((rule) => invokeTargets(world, scope, rule, event)));
}
