import type { Scope, StateSlot, World } from '../../world.ts';
import type { MetricName, Statistic } from './metrics.ts';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

export const comparisons = {
  GreaterThanThreshold: (value: number, threshold: number) => value > threshold,
  GreaterThanOrEqualToThreshold: (value: number, threshold: number) => value >= threshold,
  LessThanThreshold: (value: number, threshold: number) => value < threshold,
  LessThanOrEqualToThreshold: (value: number, threshold: number) => value <= threshold,
} as const;
export type Comparison = keyof typeof comparisons;

export const missingData = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;
export type MissingData = (typeof missingData)[number];

export interface AlarmSettings {
  readonly name: string;
  readonly description?: string;
  readonly metric: MetricName;
  readonly statistic: Statistic;
  /** Seconds. */
  readonly period: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly threshold: number;
  readonly comparison: Comparison;
  readonly missing: MissingData;
  /** ARNs of topics, by the state that they are told of. */
  readonly actions: Readonly<Record<AlarmState, readonly string[]>>;
}

export interface Alarm {
  readonly arn: string;
  settings: AlarmSettings;
  state: AlarmState;
  reason: string;
  updated: Date;
  /** Actions that were refused, with what the service answered. */
  readonly failedActions: string[];
}

/** By name. */
export type Alarms = Map<string, Alarm>;

const slot: StateSlot<Alarms> = { name: 'alarms', span: 'region', create: () => new Map() };

export const alarmsIn = (world: World, scope: Scope): Alarms => world.state(slot, scope);

export const alarmArn = ({ partition, region, account }: Scope, name: string): string =>
  `arn:${partition}:cloudwatch:${region}:${account}:alarm:${name}`;

/** Makes an alarm, or gives an existing one of that name other settings; its state stays. */
export function putAlarm(world: World, scope: Scope, settings: AlarmSettings): Alarm {
  const alarms = alarmsIn(world, scope);
  const existing = alarms.get(settings.name);
  if (existing !== undefined) {
    existing.settings = settings;
    return existing;
  }
  const created: Alarm = {
    arn: alarmArn(scope, settings.name),
    settings,
    state: 'INSUFFICIENT_DATA',
    reason: 'Unchecked: Initial alarm creation',
    updated: world.clock.now(),
    failedActions: [],
  };
  alarms.set(settings.name, created);
  return created;
}
