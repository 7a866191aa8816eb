import { isJsonList, isJsonObject, type Json } from './json.ts';
import { type Template, TemplateError } from './template.ts';

/**
 * Logical ids in an order in which each stands after everything that it refers to
 * (`DependsOn`, `Ref`, `Fn::GetAtt`, `Fn::Sub`). Only resources in `included` take part.
 * @throws {@link TemplateError} naming a circle.
 */
export function creationOrder(template: Template, included: ReadonlySet<string>): string[] {
  const order: string[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (id: string, trail: readonly string[]): void => {
    if (state.get(id) === 'done' || !included.has(id)) return;
    if (state.get(id) === 'open') {
      throw new TemplateError(
        `Resources.${id}`,
        `depends on itself: ${[...trail, id].join(' → ')}`,
      );
    }
    state.set(id, 'open');
    for (const other of dependencies(template, id)) visit(other, [...trail, id]);
    state.set(id, 'done');
    order.push(id);
  };
  for (const id of Object.keys(template.resources)) visit(id, []);
  return order;
}

function dependencies(template: Template, id: string): string[] {
  const resource = template.resources[id];
  if (resource === undefined) return [];
  for (const other of resource.dependsOn) {
    if (!Object.hasOwn(template.resources, other)) {
      throw new TemplateError(`Resources.${id}.DependsOn`, `there is no resource ${other}`);
    }
  }
  const named = [...referencesIn(resource.properties)];
  return [
    ...resource.dependsOn,
    ...named.filter((name) => Object.hasOwn(template.resources, name)),
  ];
}

function* referencesIn(value: Json): Generator<string> {
  if (isJsonList(value)) {
    for (const element of value) yield* referencesIn(element);
    return;
  }
  if (!isJsonObject(value)) return;
  if (typeof value.Ref === 'string') yield value.Ref;
  const attribute = value['Fn::GetAtt'];
  if (typeof attribute === 'string') yield attribute.split('.')[0] ?? '';
  if (isJsonList(attribute) && typeof attribute[0] === 'string') yield attribute[0];
  const substitution = value['Fn::Sub'];
  const text = isJsonList(substitution) ? substitution[0] : substitution;
  if (typeof text === 'string') {
    for (const [, name] of text.matchAll(/\$\{([^!}.]+)[^}]*\}/g)) yield name ?? '';
  }
  for (const element of Object.values(value)) yield* referencesIn(element);
}
