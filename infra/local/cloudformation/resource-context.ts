import type { Scope, World } from '../world.ts';
import type { ResourceContext } from './resource-kind.ts';
import { type Stack, shortDigest } from './stack-state.ts';

/** What one resource of a stack is made, changed and deleted in. */
export const resourceContext = (
  world: World,
  scope: Scope,
  stack: Stack,
  logicalId: string,
  asset: ResourceContext['asset'],
  afterwards: (() => Promise<void>)[],
): ResourceContext => ({
  world,
  scope,
  stackName: stack.name,
  stackId: stack.id,
  logicalId,
  path: `Resources.${logicalId}.Properties`,
  generatedName(length) {
    const ending = `-${shortDigest(`${stack.id}|${logicalId}`)}`;
    return `${stack.name}-${logicalId}`.slice(0, length - ending.length) + ending;
  },
  asset,
  afterwards: (work) => afterwards.push(work),
});
