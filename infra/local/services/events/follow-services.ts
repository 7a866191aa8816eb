import type { World } from '../../world.ts';
import { invokeTargets } from './invoke-targets.ts';
import { matchesPattern } from './pattern.ts';
import { eventRules } from './state.ts';

const followed = new WeakSet<World>();

/** Has EventBridge pass on what services themselves tell it, such as S3's object events. */
export function followServices(world: World): void {
  if (followed.has(world)) return;
  followed.add(world);
  world.events.on('service-told', async ({ scope, event }) => {
    const asking = [...eventRules(world, scope).values()].filter(
      ({ enabled, pattern }) => enabled && pattern !== undefined && matchesPattern(pattern, event),
    );
    await Promise.all(asking.map((rule) => invokeTargets(world, scope, rule, event)));
  });
}
