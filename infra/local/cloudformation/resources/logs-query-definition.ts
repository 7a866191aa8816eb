import { type QueryDefinition, queryDefinitions } from '../../services/logs/state.ts';
import { listOf, string } from '../properties.ts';
import { type ResourceContext, resourceKind } from '../resource-kind.ts';

function put({ world, scope }: ResourceContext, id: string, definition: QueryDefinition) {
  queryDefinitions(world, scope).set(id, definition);
  return { ref: id, attributes: { QueryDefinitionId: id } };
}

/** `AWS::Logs::QueryDefinition` */
export const logsQueryDefinition = resourceKind({
  read: (properties): QueryDefinition => ({
    name: properties.required('Name', string),
    query: properties.required('QueryString', string),
    groups: properties.optional('LogGroupNames', listOf(string)) ?? [],
  }),
  replacedBy: [],
  create: (context, definition) => put(context, context.generatedName(36), definition),
  update: (context, { ref }, definition) => put(context, ref, definition),
  delete({ world, scope }, { ref }) {
    queryDefinitions(world, scope).delete(ref);
  },
});
