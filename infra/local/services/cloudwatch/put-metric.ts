import type { Scope, World } from '../../world.ts';
import { evaluateAlarmsOf } from './evaluate-alarms.ts';
import { addValues, type MetricName, sameMetric } from './metrics.ts';

/** Adds values, as of now unless told otherwise, and has the alarms on the metric look at them. */
export function putMetric(
  world: World,
  scope: Scope,
  name: MetricName,
  values: readonly number[],
  at?: Date,
): void {
  addValues(world, scope, name, values, at);
  evaluateAlarmsOf(world, scope, (watched) => sameMetric(watched, name));
}
