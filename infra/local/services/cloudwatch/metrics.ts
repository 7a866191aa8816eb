import type { Scope, StateSlot, World } from '../../world.ts';

/** By name. */
export type Dimensions = Readonly<Record<string, string>>;

export interface MetricName {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Dimensions;
}

export interface MetricValue {
  readonly at: Date;
  readonly value: number;
}

export interface Metric extends MetricName {
  readonly values: MetricValue[];
}

type Metrics = Map<string, Metric>;

const slot: StateSlot<Metrics> = { name: 'metrics', span: 'region', create: () => new Map() };

/** One metric for each namespace, name and set of dimensions. */
const keyOf = ({ namespace, name, dimensions }: MetricName): string =>
  JSON.stringify([namespace, name, Object.entries(dimensions).sort()]);

export const metricsIn = (world: World, scope: Scope): readonly Metric[] => [
  ...world.state(slot, scope).values(),
];

/** What is known of a metric, oldest first. */
export const metricValues = (
  world: World,
  scope: Scope,
  name: MetricName,
): readonly MetricValue[] => world.state(slot, scope).get(keyOf(name))?.values ?? [];

/** Adds values to a metric, which is there from its first value on. */
export function addValues(
  world: World,
  scope: Scope,
  name: MetricName,
  values: readonly number[],
  at: Date = world.clock.now(),
): void {
  const metrics = world.state(slot, scope);
  const key = keyOf(name);
  const metric = metrics.get(key) ?? { ...name, values: [] };
  metrics.set(key, metric);
  metric.values.push(...values.map((value) => ({ at, value })));
}

export const sameMetric = (one: MetricName, other: MetricName): boolean =>
  keyOf(one) === keyOf(other);

export const statistics = ['Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount'] as const;
export type Statistic = (typeof statistics)[number];

const aggregate: Readonly<Record<Statistic, (values: readonly number[]) => number>> = {
  Sum: (values) => values.reduce((sum, value) => sum + value, 0),
  Average: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  Minimum: (values) => Math.min(...values),
  Maximum: (values) => Math.max(...values),
  SampleCount: (values) => values.length,
};

/** The beginning of the period of `seconds` that a moment lies in. */
export const periodStart = (at: Date, seconds: number): number =>
  Math.floor(at.getTime() / (seconds * 1000)) * seconds * 1000;

/** One value for each period that has data, by the period's beginning in milliseconds. */
export function dataPoints(
  values: readonly MetricValue[],
  seconds: number,
  statistic: Statistic,
): ReadonlyMap<number, number> {
  const periods = Map.groupBy(values, ({ at }) => periodStart(at, seconds));
  return new Map(
    [...periods].map(([start, own]) => [start, aggregate[statistic](own.map((one) => one.value))]),
  );
}
