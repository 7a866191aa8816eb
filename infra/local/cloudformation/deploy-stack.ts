import type { Scope, World } from '../world.ts';
import { type Assembly, loadAssembly } from './assembly.ts';
import type { DeployedResource } from './intrinsics.ts';
import { type Json, type JsonObject, sameJson } from './json.ts';
import { kindOf, type Plan, planStack } from './plan.ts';
import { resourceContext } from './resource-context.ts';
import type { ResourceContext } from './resource-kind.ts';
import { type Stack, type StackResource, stackNamed, stacksIn } from './stack-state.ts';

/** What became of one resource. */
export interface Change {
  readonly logicalId: string;
  readonly type: string;
  readonly action: 'create' | 'update' | 'replace' | 'delete' | 'retain';
}

export interface StackResult {
  readonly stackId: string;
  readonly status: 'CREATE_COMPLETE' | 'UPDATE_COMPLETE';
  /** Resources that stayed as they were are not listed. */
  readonly changes: readonly Change[];
  readonly outputs: Readonly<Record<string, Json>>;
}

/** A deployment that failed at a resource. What was there before is there again. */
export class DeploymentFailed extends Error {
  override readonly name = 'DeploymentFailed';
  readonly logicalId: string;

  constructor(logicalId: string, type: string, cause: unknown) {
    super(`${logicalId} (${type}): ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
    this.logicalId = logicalId;
  }
}

/** What a deployment has done so far, and how to undo it. */
interface Deployment {
  readonly world: World;
  readonly scope: Scope;
  readonly stack: Stack;
  readonly assembly: Assembly;
  readonly plan: Plan;
  readonly resources: Map<string, StackResource>;
  readonly changes: Change[];
  readonly undo: (() => Promise<unknown>)[];
  /** Resources that others have taken the place of. */
  readonly replaced: StackResource[];
  readonly afterwards: (() => Promise<void>)[];
}

/**
 * Deploys what `cdk synth` wrote as CloudFormation would: makes what is new, changes or replaces
 * what is different, deletes what is gone (unless it is retained). Rules are evaluated afterwards;
 * `world.events.idle()` waits for that.
 * @param source the assembly's folder (`cdk.out`), or an assembly in memory
 * @param parameters values of the template's parameters, by name
 * @throws TemplateError when the template cannot be deployed; nothing has happened then.
 * @throws {@link DeploymentFailed} when a resource could not be made; everything is rolled back.
 */
export async function deployStack(
  world: World,
  scope: Scope,
  source: string | Assembly,
  parameters: Readonly<Record<string, string>> = {},
  options: { readonly stackName?: string } = {},
): Promise<StackResult> {
  const assembly = typeof source === 'string' ? loadAssembly(source, options.stackName) : source;
  const stack = stackNamed(world, scope, options.stackName ?? assembly.stackName);
  const isNew = !stacksIn(world, scope).has(stack.name);
  const plan = planStack(scope, stack, assembly, parameters);
  const deployment: Deployment = {
    world,
    scope,
    stack,
    assembly,
    plan,
    resources: new Map(),
    changes: [],
    undo: [],
    replaced: [],
    afterwards: [],
  };
  try {
    for (const id of plan.order) await deployResource(deployment, id);
    stack.outputs = plan.outputs((id) => deployment.resources.get(id)?.deployed);
  } catch (error) {
    for (const step of deployment.undo.reverse()) await step();
    stack.status = isNew ? 'ROLLBACK_COMPLETE' : 'UPDATE_ROLLBACK_COMPLETE';
    throw error;
  }
  await cleanUp(deployment);
  stack.resources = deployment.resources;
  stack.status = isNew ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE';
  stacksIn(world, scope).set(stack.name, stack);
  for (const work of deployment.afterwards) world.events.track(work());
  const { id: stackId, status, outputs } = stack;
  return { stackId, status, changes: deployment.changes, outputs };
}

/** Deletes a stack's resources, last made first, but for those that it retains. */
export async function deleteStack(world: World, scope: Scope, name: string): Promise<void> {
  const stack = stacksIn(world, scope).get(name);
  if (stack === undefined) return;
  for (const resource of [...stack.resources.values()].reverse()) {
    if (resource.deletionPolicy === 'Delete') await remove(world, scope, stack, resource);
  }
  stacksIn(world, scope).delete(name);
}

async function deployResource(deployment: Deployment, id: string): Promise<void> {
  const { plan, resources, stack } = deployment;
  const { type, deletionPolicy } = plan.resource(id);
  try {
    const properties = plan.properties(id, (other) => resources.get(other)?.deployed);
    const deployed = await converge(deployment, id, properties, stack.resources.get(id));
    resources.set(id, { logicalId: id, type, properties, deployed, deletionPolicy });
  } catch (error) {
    throw new DeploymentFailed(id, type, error);
  }
}

/** Makes a resource what its properties say, by as little as is needed. */
async function converge(
  deployment: Deployment,
  id: string,
  properties: JsonObject,
  before: StackResource | undefined,
): Promise<DeployedResource> {
  const { plan, changes, undo, replaced } = deployment;
  const { type } = plan.resource(id);
  const kind = plan.kind(id);
  const context = contextOf(deployment, id);
  const record = (action: Change['action']): void => {
    changes.push({ logicalId: id, type, action });
  };
  if (before?.type === type && sameJson(before.properties, properties)) return before.deployed;
  const inPlace =
    before?.type === type &&
    kind.replacedBy.every((name) => sameJson(before.properties[name], properties[name]));
  if (before !== undefined && inPlace) {
    // First, because a change that fails half way through is undone too.
    undo.push(() => kind.update(context, before.deployed, before.properties, properties));
    const updated = await kind.update(context, before.deployed, properties, before.properties);
    record('update');
    return updated;
  }
  const created = await kind.create(context, properties);
  undo.push(() => kind.delete(context, created, properties));
  record(before === undefined ? 'create' : 'replace');
  if (before !== undefined && plan.resource(id).updateReplacePolicy === 'Delete') {
    replaced.push(before);
  }
  return created;
}

/** Deletes what was replaced or is no longer in the template. */
async function cleanUp({ world, scope, stack, resources, changes, replaced }: Deployment) {
  for (const resource of replaced.reverse()) await remove(world, scope, stack, resource);
  for (const resource of [...stack.resources.values()].reverse()) {
    const { logicalId, type, deletionPolicy } = resource;
    if (resources.has(logicalId)) continue;
    const retained = deletionPolicy === 'Retain';
    if (!retained) await remove(world, scope, stack, resource);
    changes.push({ logicalId, type, action: retained ? 'retain' : 'delete' });
  }
}

async function remove(
  world: World,
  scope: Scope,
  stack: Stack,
  { logicalId, type, deployed, properties }: StackResource,
): Promise<void> {
  const path = `Resources.${logicalId}`;
  const context = resourceContext(world, scope, stack, logicalId, () => undefined, []);
  await kindOf(type, path).delete(context, deployed, properties);
}

const contextOf = (deployment: Deployment, id: string): ResourceContext => {
  const { world, scope, stack, assembly, afterwards } = deployment;
  const asset = (bucket: string, key: string) => assembly.asset(scope, bucket, key);
  return resourceContext(world, scope, stack, id, asset, afterwards);
};
