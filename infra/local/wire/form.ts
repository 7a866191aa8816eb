import { FromStringShapeDeserializer } from '@smithy/core/protocols';
import { NormalizedSchema } from '@smithy/core/schema';

type Params = ReadonlyMap<string, string>;

const strings = new FromStringShapeDeserializer({
  timestampFormat: { useTrait: true, default: 5 },
  httpBindings: false,
});

/**
 * The members of an awsQuery request: `Tags.member.1.Key=team&Tags.member.1.Value=guard`.
 * @see https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export function readForm(
  schema: NormalizedSchema,
  body: string,
  query: readonly (readonly [string, string])[],
): Record<string, unknown> {
  const params = new Map([...query, ...new URLSearchParams(body)]);
  return schema.isUnitSchema() ? {} : readStructure(schema, '', params);
}

const wireName = (member: NormalizedSchema, otherwise: string): string => {
  const { xmlName } = member.getMergedTraits();
  return typeof xmlName === 'string' ? xmlName : otherwise;
};

function readStructure(schema: NormalizedSchema, prefix: string, params: Params) {
  const value: Record<string, unknown> = {};
  for (const [name, member] of schema.structIterator()) {
    const read = readValue(member, prefix + wireName(member, name), params);
    if (read !== undefined) value[name] = read;
  }
  return value;
}

function readValue(schema: NormalizedSchema, key: string, params: Params): unknown {
  const flat = Boolean(schema.getMergedTraits().xmlFlattened);
  if (schema.isListSchema()) {
    const item = NormalizedSchema.of(schema.getValueSchema());
    const prefix = flat ? `${key}.` : `${key}.${wireName(item, 'member')}.`;
    const indices = indicesBelow(prefix, params);
    if (indices.length === 0) return params.get(key) === '' ? [] : undefined;
    return indices.map((index) => readValue(item, prefix + index, params));
  }
  if (schema.isMapSchema()) {
    const prefix = flat ? `${key}.` : `${key}.entry.`;
    const keyName = wireName(schema.getKeySchema(), 'key');
    const item = schema.getValueSchema();
    const indices = indicesBelow(prefix, params);
    if (indices.length === 0) return undefined;
    return Object.fromEntries(
      indices.map((index) => [
        params.get(`${prefix}${index}.${keyName}`) ?? '',
        readValue(item, `${prefix}${index}.${wireName(item, 'value')}`, params),
      ]),
    );
  }
  if (schema.isStructSchema()) {
    return hasBelow(`${key}.`, params) ? readStructure(schema, `${key}.`, params) : undefined;
  }
  const text = params.get(key);
  return text === undefined ? undefined : strings.read(schema, text);
}

const hasBelow = (prefix: string, params: Params): boolean =>
  [...params.keys()].some((key) => key.startsWith(prefix));

/** The list positions in use below a prefix, in their order; gaps do not count. */
function indicesBelow(prefix: string, params: Params): readonly number[] {
  const found = new Set<number>();
  for (const key of params.keys()) {
    if (!key.startsWith(prefix)) continue;
    const [position = ''] = key.slice(prefix.length).split('.');
    if (/^\d{1,6}$/.test(position)) found.add(Number(position));
  }
  return [...found].sort((a, b) => a - b);
}
