import type { Scope, World } from '../world.ts';
import type { DeployedResource } from './intrinsics.ts';
import type { JsonObject } from './json.ts';
import { type Properties, readProperties } from './properties.ts';

/** What a resource of a stack is made in. */
export interface ResourceContext {
  readonly world: World;
  readonly scope: Scope;
  readonly stackName: string;
  readonly stackId: string;
  readonly logicalId: string;
  /** Where its properties stand, for errors: `Resources.X.Properties`. */
  readonly path: string;
  /** The physical name of a resource that the template gives none. At most `length` characters. */
  generatedName(length: number): string;
  /** The folder of an asset, by the place where CDK would have uploaded it. */
  asset(bucket: string, key: string): string | undefined;
  /** Has something done once the whole stack stands. */
  afterwards(work: () => Promise<void>): void;
}

type Maybe<T> = T | Promise<T>;

/** How one resource type is made, changed and deleted. */
export interface ResourceDefinition<T> {
  /** Reads the evaluated properties; whatever it does not ask for is refused. */
  read(properties: Properties): T;
  /** The properties whose change needs another resource. */
  readonly replacedBy: readonly string[];
  create(context: ResourceContext, properties: T): Maybe<DeployedResource>;
  /** Changes it in place. */
  update(
    context: ResourceContext,
    resource: DeployedResource,
    properties: T,
    before: T,
  ): Maybe<DeployedResource>;
  delete(context: ResourceContext, resource: DeployedResource, properties: T): Maybe<void>;
}

/** A {@link ResourceDefinition} over unread properties. */
export interface ResourceKind {
  readonly replacedBy: readonly string[];
  create(context: ResourceContext, properties: JsonObject): Promise<DeployedResource>;
  update(
    context: ResourceContext,
    resource: DeployedResource,
    properties: JsonObject,
    before: JsonObject,
  ): Promise<DeployedResource>;
  delete(
    context: ResourceContext,
    resource: DeployedResource,
    properties: JsonObject,
  ): Promise<void>;
}

export function resourceKind<T>(definition: ResourceDefinition<T>): ResourceKind {
  const read = (context: ResourceContext, properties: JsonObject): T =>
    readProperties(properties, context.path, definition.read);
  return {
    replacedBy: definition.replacedBy,
    create: async (context, properties) => definition.create(context, read(context, properties)),
    update: async (context, resource, properties, before) =>
      definition.update(context, resource, read(context, properties), read(context, before)),
    delete: async (context, resource, properties) =>
      definition.delete(context, resource, read(context, properties)),
  };
}
