import { defined } from '../defined.ts';
import { isJsonList, isJsonObject, type Json, type JsonObject } from './json.ts';

/** Something in a template that cannot be deployed here; the message begins with where it stands. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
  readonly path: string;

  constructor(path: string, message: string) {
    super(`${path}: ${message}`);
    this.path = path;
  }
}

/** One entry of `Resources`. */
export interface TemplateResource {
  readonly type: string;
  /** Unevaluated. */
  readonly properties: JsonObject;
  readonly condition?: string;
  readonly dependsOn: readonly string[];
  readonly deletionPolicy: 'Delete' | 'Retain';
  readonly updateReplacePolicy: 'Delete' | 'Retain';
}

/** One entry of `Parameters`. */
export interface TemplateParameter {
  readonly type: string;
  readonly default?: Json;
  readonly allowedValues?: readonly string[];
  readonly allowedPattern?: string;
  readonly constraintDescription?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minValue?: number;
  readonly maxValue?: number;
}

/**
 * A CloudFormation template with every section that the embedded AWS understands.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
 */
export interface Template {
  readonly parameters: Readonly<Record<string, TemplateParameter>>;
  readonly mappings: JsonObject;
  readonly conditions: JsonObject;
  readonly resources: Readonly<Record<string, TemplateResource>>;
  readonly outputs: Readonly<Record<string, { readonly value: Json; readonly condition?: string }>>;
}

/** `Rules` only assert things about parameters before a deployment, so leaving them out is harmless. */
const sections = new Set([
  'AWSTemplateFormatVersion',
  'Description',
  'Metadata',
  'Rules',
  'Parameters',
  'Mappings',
  'Conditions',
  'Resources',
  'Outputs',
]);

/** @throws {@link TemplateError} on anything that this file does not know. */
export function parseTemplate(source: unknown): Template {
  if (!isJsonObject(source)) throw new TemplateError('template', 'expected an object');
  for (const section of Object.keys(source)) {
    if (!sections.has(section)) throw new TemplateError(section, 'section is not supported');
  }
  const resources = mapEntries(source, 'Resources', parseResource);
  if (Object.keys(resources).length === 0) {
    throw new TemplateError('Resources', 'a template needs at least one resource');
  }
  return {
    parameters: mapEntries(source, 'Parameters', parseParameter),
    mappings: object(source.Mappings ?? {}, 'Mappings'),
    conditions: object(source.Conditions ?? {}, 'Conditions'),
    resources,
    outputs: mapEntries(source, 'Outputs', parseOutput),
  };
}

function parseResource(source: JsonObject, path: string): TemplateResource {
  const { Type, Properties, Condition, DependsOn, DeletionPolicy, UpdateReplacePolicy, ...rest } =
    source;
  const { Metadata: _, ...unknown } = rest;
  refuseUnknown(unknown, path);
  const condition = optionalText(Condition, `${path}.Condition`);
  const dependsOn = isJsonList(DependsOn) ? DependsOn : DependsOn === undefined ? [] : [DependsOn];
  return {
    type: text(Type, `${path}.Type`),
    properties: object(Properties ?? {}, `${path}.Properties`),
    ...(condition === undefined ? {} : { condition }),
    dependsOn: dependsOn.map((id) => text(id, `${path}.DependsOn`)),
    deletionPolicy: policy(DeletionPolicy, `${path}.DeletionPolicy`),
    updateReplacePolicy: policy(UpdateReplacePolicy, `${path}.UpdateReplacePolicy`),
  };
}

function policy(value: Json | undefined, path: string): 'Delete' | 'Retain' {
  if (value === undefined || value === 'Delete') return 'Delete';
  if (value === 'Retain' || value === 'RetainExceptOnCreate') return 'Retain';
  throw new TemplateError(path, `${JSON.stringify(value)} is not supported`);
}

function parseParameter(source: JsonObject, path: string): TemplateParameter {
  const number = (key: string): number | undefined => {
    const value = source[key];
    if (value === undefined) return undefined;
    const parsed = Number(value);
    if (!Number.isFinite(parsed)) throw new TemplateError(`${path}.${key}`, 'expected a number');
    return parsed;
  };
  const allowed = source.AllowedValues;
  if (allowed !== undefined && !isJsonList(allowed)) {
    throw new TemplateError(`${path}.AllowedValues`, 'expected a list');
  }
  return defined({
    type: text(source.Type, `${path}.Type`),
    default: source.Default,
    allowedValues: allowed?.map(String),
    allowedPattern: optionalText(source.AllowedPattern, `${path}.AllowedPattern`),
    constraintDescription: optionalText(
      source.ConstraintDescription,
      `${path}.ConstraintDescription`,
    ),
    minLength: number('MinLength'),
    maxLength: number('MaxLength'),
    minValue: number('MinValue'),
    maxValue: number('MaxValue'),
  });
}

function parseOutput(source: JsonObject, path: string): { value: Json; condition?: string } {
  const { Value, Condition, Description: _description, Export: _export, ...unknown } = source;
  refuseUnknown(unknown, path);
  if (Value === undefined) throw new TemplateError(path, 'has no Value');
  return defined({ value: Value, condition: optionalText(Condition, `${path}.Condition`) });
}

function mapEntries<T>(
  source: JsonObject,
  section: string,
  parse: (entry: JsonObject, path: string) => T,
): Record<string, T> {
  const entries = Object.entries(object(source[section] ?? {}, section));
  return Object.fromEntries(
    entries.map(([id, entry]) => {
      const path = `${section}.${id}`;
      return [id, parse(object(entry, path), path)];
    }),
  );
}

function refuseUnknown(rest: JsonObject, path: string): void {
  const [key] = Object.keys(rest);
  if (key !== undefined) throw new TemplateError(`${path}.${key}`, 'is not supported');
}

function object(value: Json, path: string): JsonObject {
  if (!isJsonObject(value)) throw new TemplateError(path, 'expected an object');
  return value;
}

function text(value: Json | undefined, path: string): string {
  if (typeof value !== 'string') throw new TemplateError(path, 'expected a string');
  return value;
}

const optionalText = (value: Json | undefined, path: string): string | undefined =>
  value === undefined ? undefined : text(value, path);
