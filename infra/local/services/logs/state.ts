import type { Scope, StateSlot, World } from '../../world.ts';

export interface LogLine {
  readonly at: Date;
  readonly stream: string;
  readonly text: string;
}

export interface LogGroup {
  readonly name: string;
  readonly arn: string;
  /** Days; absent: for ever. */
  retention?: number;
  readonly streams: Set<string>;
  readonly lines: LogLine[];
}

/** By name. */
export type LogGroups = Map<string, LogGroup>;

const slot: StateSlot<LogGroups> = { name: 'logs', span: 'region', create: () => new Map() };

export const logGroups = (world: World, scope: Scope): LogGroups => world.state(slot, scope);

/** The log group of that name, made if there is none. */
export function logGroup(world: World, scope: Scope, name: string): LogGroup {
  const groups = logGroups(world, scope);
  const existing = groups.get(name);
  if (existing !== undefined) return existing;
  const arn = `arn:${scope.partition}:logs:${scope.region}:${scope.account}:log-group:${name}`;
  const created: LogGroup = { name, arn, streams: new Set(), lines: [] };
  groups.set(name, created);
  return created;
}

/** What a log group holds, one text a line, oldest first. */
export const logLines = (world: World, scope: Scope, name: string): readonly string[] =>
  logGroups(world, scope)
    .get(name)
    ?.lines.map(({ text }) => text) ?? [];

/** A saved query of CloudWatch Logs Insights. */
export interface QueryDefinition {
  readonly name: string;
  readonly query: string;
  readonly groups: readonly string[];
}

const queries: StateSlot<Map<string, QueryDefinition>> = {
  name: 'query-definitions',
  span: 'region',
  create: () => new Map(),
};

/** By id. */
export const queryDefinitions = (world: World, scope: Scope): Map<string, QueryDefinition> =>
  world.state(queries, scope);
