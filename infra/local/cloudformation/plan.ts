import { urlSuffix } from '../url-suffix.ts';
import type { Scope } from '../world.ts';
import type { Assembly } from './assembly.ts';
import { creationOrder } from './dependencies.ts';
import {
  conditionHolds,
  type DeployedResource,
  type EvaluationContext,
  evaluate,
} from './intrinsics.ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';
import { parameterValues } from './parameters.ts';
import type { ResourceKind } from './resource-kind.ts';
import { ignoredTypes, resourceKinds } from './resources/index.ts';
import type { Stack } from './stack-state.ts';
import { parseTemplate, type Template, TemplateError, type TemplateResource } from './template.ts';

/** A template with its parameters: what there is to make, in which order. */
export interface Plan {
  /** Logical ids; each stands after those that it depends on. */
  readonly order: readonly string[];
  resource(logicalId: string): TemplateResource;
  kind(logicalId: string): ResourceKind;
  /** The properties of a resource, given what stands already. */
  properties(logicalId: string, standing: Standing): JsonObject;
  outputs(standing: Standing): Record<string, Json>;
}

/** The resources that stand, by logical id. */
export type Standing = (logicalId: string) => DeployedResource | undefined;

/**
 * @throws {@link TemplateError} on anything that the embedded AWS cannot deploy, before it has made
 * anything: unknown sections and resource types, parameters, conditions, circles.
 */
export function planStack(
  scope: Scope,
  stack: Pick<Stack, 'name' | 'id'>,
  assembly: Assembly,
  given: Readonly<Record<string, string>>,
): Plan {
  const template = parseTemplate(assembly.template);
  const context = contextOf(scope, stack, template, given);
  const included = new Set(
    Object.entries(template.resources)
      .filter(([, { type }]) => !ignoredTypes.has(type))
      .filter(
        ([id, { condition }]) =>
          condition === undefined ||
          conditionHolds(condition, context(nothing), `Resources.${id}.Condition`),
      )
      .map(([id]) => id),
  );
  const resource = (id: string): TemplateResource => {
    const found = template.resources[id];
    if (found === undefined) throw new TemplateError(`Resources.${id}`, 'does not exist');
    return found;
  };
  const kind = (id: string): ResourceKind => kindOf(resource(id).type, `Resources.${id}.Type`);
  for (const id of included) kind(id);
  return {
    order: creationOrder(template, included),
    resource,
    kind,
    properties(id, standing) {
      const path = `Resources.${id}.Properties`;
      const value = evaluate(resource(id).properties, context(standing), path);
      if (!isJsonObject(value)) throw new TemplateError(path, 'expected an object');
      return value;
    },
    outputs: (standing) => outputsOf(template, context(standing)),
  };
}

const nothing: Standing = () => undefined;

export function kindOf(type: string, path: string): ResourceKind {
  const kind = Object.hasOwn(resourceKinds, type) ? resourceKinds[type] : undefined;
  if (kind !== undefined) return kind;
  throw new TemplateError(path, `the embedded AWS does not deploy ${type}`);
}

function contextOf(
  scope: Scope,
  { name, id }: Pick<Stack, 'name' | 'id'>,
  template: Template,
  given: Readonly<Record<string, string>>,
): (standing: Standing) => EvaluationContext {
  const fixed = {
    parameters: parameterValues(template, given),
    mappings: template.mappings,
    conditions: template.conditions,
    pseudoParameters: {
      'AWS::AccountId': scope.account,
      'AWS::NotificationARNs': [],
      'AWS::Partition': scope.partition,
      'AWS::Region': scope.region,
      'AWS::StackId': id,
      'AWS::StackName': name,
      'AWS::URLSuffix': urlSuffix(scope.partition),
    },
  };
  return (standing) => ({ ...fixed, resource: standing });
}

function outputsOf(template: Template, context: EvaluationContext): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(template.outputs)
      .filter(
        ([name, { condition }]) =>
          condition === undefined ||
          conditionHolds(condition, context, `Outputs.${name}.Condition`),
      )
      .map(([name, { value }]) => [name, evaluate(value, context, `Outputs.${name}.Value`)]),
  );
}
