import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import type { Property, PropertyType, Resource } from '@aws-cdk/service-spec-types';
import type { Json } from './resolve.ts';

type JsonObject = { readonly [key: string]: Json };

export interface RawTemplate {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: JsonObject }>
  >;
}

const schemas = loadAwsServiceSpecSync();

/**
 * What of a template the published schemas of its resource types do not allow: unknown types,
 * properties, attributes and values, missing properties, values of another type. Each as
 * `Resources.X.Properties.Y: what is wrong`.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resource-type-schemas.html
 */
export const schemaFaults = ({ Resources }: RawTemplate): readonly string[] => {
  const schemaOf = (id: string): Resource | undefined =>
    schemas.lookup('resource', 'cloudFormationType', 'equals', Resources[id]?.Type ?? '')[0];
  return Object.entries(Resources).flatMap(([id, { Type, Properties = {} }]) => {
    const schema = schemaOf(id);
    if (schema === undefined) return [`Resources.${id}: there is no type ${Type}`];
    return [
      ...faultsOfObject(schema.properties, Properties, `Resources.${id}.Properties`),
      ...attributesIn(Properties).flatMap(([other, attribute]) =>
        schemaOf(other)?.attributes[attribute]
          ? []
          : [`Resources.${id}: ${other} has no attribute ${attribute}`],
      ),
    ];
  });
};

function faultsOfObject(
  properties: Readonly<Record<string, Property>>,
  value: JsonObject,
  path: string,
): readonly string[] {
  const missing = Object.entries(properties)
    .filter(([name, { required }]) => required && !(name in value))
    .map(([name]) => `${path}.${name}: is required`);
  const given = Object.entries(value).flatMap(([name, each]) => {
    const property = properties[name];
    return property === undefined
      ? [`${path}.${name}: there is no such property`]
      : faultsOfEither([property.type, ...(property.previousTypes ?? [])], each, `${path}.${name}`);
  });
  return [...missing, ...given];
}

/** The faults by that type which leaves the fewest. */
const faultsOfEither = (
  types: readonly PropertyType[],
  value: Json,
  path: string,
): readonly string[] =>
  types
    .map((type) => faultsOf(type, value, path))
    .reduce((fewest, faults) => (faults.length < fewest.length ? faults : fewest));

function faultsOf(type: PropertyType, value: Json, path: string): readonly string[] {
  const chosen = branches(value);
  if (chosen !== undefined) return chosen.flatMap((each) => faultsOf(type, each, path));
  const fault = (fits: boolean): readonly string[] =>
    fits ? [] : [`${path}: ${JSON.stringify(value)} is not allowed: ${type.type}`];
  switch (type.type) {
    case 'union':
      return faultsOfEither(type.types, value, path);
    case 'ref':
      return isObject(value)
        ? faultsOfObject(schemas.get('typeDefinition', type.reference).properties, value, path)
        : fault(false);
    case 'array':
      return Array.isArray(value)
        ? value.flatMap((each, index) => faultsOf(type.element, each, `${path}[${index}]`))
        : fault(false);
    case 'map':
      return isObject(value)
        ? Object.entries(value).flatMap(([name, each]) =>
            faultsOf(type.element, each, `${path}.${name}`),
          )
        : fault(false);
    case 'string':
      return fault(typeof value === 'string' && (type.allowedValues?.includes(value) ?? true));
    case 'integer':
      return fault(
        Number.isInteger(value) && (type.allowedValues?.includes(Number(value)) ?? true),
      );
    case 'number':
      return fault(typeof value === 'number');
    case 'boolean':
      return fault(typeof value === 'boolean');
    case 'tag':
      return fault(isObject(value) && 'Key' in value && 'Value' in value);
    case 'json':
      return fault(typeof value === 'object' && value !== null);
    default:
      return fault(false);
  }
}

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The values that an intrinsic function may come to, as far as the template says; none of a reference. */
function branches(value: Json): readonly Json[] | undefined {
  if (!isObject(value)) return undefined;
  const [[name, argument] = ['', null], ...others] = Object.entries(value);
  if (others.length > 0 || !/^(Ref|Fn::\w+)$/.test(name)) return undefined;
  return name === 'Fn::If' && Array.isArray(argument) ? argument.slice(1) : [];
}

function attributesIn(value: Json): readonly (readonly [id: string, attribute: string])[] {
  if (Array.isArray(value)) return value.flatMap(attributesIn);
  if (!isObject(value)) return [];
  const named = value['Fn::GetAtt'];
  if (Array.isArray(named)) return [[String(named[0]), String(named[1])]];
  return Object.values(value).flatMap(attributesIn);
}
