import type { AnyRule, RuleKind } from '#shared/rules/rule.ts';
import { takenEvery } from '#shared/usecases/refresh-inventory.ts';
import { dollarsFor, type PriceName, prices } from './prices.ts';

/** What the guard looks after in one account and region. */
export interface Counts {
  readonly instances: number;
  readonly buckets: number;
  readonly keys: number;
  readonly streams: number;
  readonly deliveryStreams: number;
  readonly administrators: number;
}

/** What the inventory does not tell. */
export interface Choices {
  /** How often each resource changes in a month. */
  readonly changes: number;
  readonly securityHub: boolean;
  readonly customerKey: boolean;
}

const day = 24 * 3600 * 1000;

/**
 * What is supposed of a month. `counted` are S3 requests in the ledger of the embedded AWS, every rule
 * started once in the account of the contact center, per evaluation and rounded up.
 */
export const assumptions = {
  hours: 730,
  inventoriesADay: day / takenEvery,
  followChangesRunsAnHour: 4,
  notifyPeopleRunsAnHour: 12,
  memoryGigabytes: 0.5,
  secondsOfAnInvocation: 1,
  logKilobytesOfAnInvocation: 4,
  metricsThatHappen: 21,
  alarms: 9,
  dashboards: 1,
  mails: 30,
  counted: {
    readsOfAnEvaluation: { bucket: 4, instance: 1, key: 2, stream: 3, administrator: 3 },
    writesOfABucketsEvaluation: 1,
    readsOfFollowChanges: 2,
    readsOfNotifyPeople: 7,
    listsOfNotifyPeople: 1,
  },
  /** Whose rules judge everything of theirs anew when one of these changes. */
  judgedAnew: {
    bucket: ['bucket', 'stream'],
    instance: ['bucket', 'instance', 'key', 'stream', 'administrator'],
    key: ['key', 'stream'],
    stream: ['bucket', 'instance', 'key', 'stream'],
    administrator: [],
  },
} as const satisfies {
  readonly judgedAnew: Readonly<Record<RuleKind, readonly RuleKind[]>>;
} & Record<string, unknown>;

/** One line of the bill. */
export interface CostLine {
  readonly price: PriceName;
  /** Of the price's unit. */
  readonly units: number;
  readonly dollars: number;
}

export interface Cost {
  readonly lines: readonly CostLine[];
  readonly dollarsAMonth: number;
  /** Absent without instances. */
  readonly dollarsPerInstance?: number;
}

const kinds = ['bucket', 'instance', 'key', 'stream', 'administrator'] as const;
const million = 1e6;
const thousand = 1e3;
const kilobytesInAGigabyte = 1e6;

/**
 * Dollars for a month of one account and region. Every resource is judged by each of its rules once
 * a day by AWS Config's schedule, whenever the inventory has been taken, when it changes, and when
 * something changes that its rules look at.
 */
export function costOf(counts: Counts, choices: Choices, rules: readonly AnyRule[]): Cost {
  const days = assumptions.hours / 24;
  const resources: Readonly<Record<RuleKind, number>> = {
    bucket: counts.buckets,
    instance: counts.instances,
    key: counts.keys,
    stream: counts.streams + counts.deliveryStreams,
    administrator: counts.administrators,
  };
  const once = (kind: RuleKind) => judgedOnce(kind, resources, counts, rules);
  const changed = (kind: RuleKind) => choices.changes * resources[kind];
  const evaluationsOf = (kind: RuleKind) =>
    once(kind) * ((1 + assumptions.inventoriesADay) * days + choices.changes) +
    sum(kinds, (other) =>
      assumptions.judgedAnew[other].some((each) => each === kind) ? changed(other) * once(kind) : 0,
    );
  const evaluations = sum(kinds, evaluationsOf);
  const changes = sum(kinds, changed);
  const { counted } = assumptions;
  const following = assumptions.followChangesRunsAnHour * assumptions.hours + changes;
  const notifying = assumptions.notifyPeopleRunsAnHour * assumptions.hours;
  // A schedule asks once for all resources of a rule, everything else once for each.
  const byOne = evaluations - days * sum(kinds, once);
  const invocations =
    following + notifying + byOne + days * (1 + assumptions.inventoriesADay) * rules.length;
  const reads =
    sum(kinds, (kind) => evaluationsOf(kind) * counted.readsOfAnEvaluation[kind]) +
    following * counted.readsOfFollowChanges +
    notifying * counted.readsOfNotifyPeople;
  const writes =
    evaluationsOf('bucket') * counted.writesOfABucketsEvaluation +
    notifying * counted.listsOfNotifyPeople;
  const units: Readonly<Record<PriceName, number>> = {
    evaluation: evaluations,
    configurationItem: changes,
    invocation: invocations / million,
    gigabyteSecond: invocations * assumptions.memoryGigabytes * assumptions.secondsOfAnInvocation,
    read: reads / thousand,
    write: writes / thousand,
    metric: assumptions.metricsThatHappen,
    alarm: assumptions.alarms,
    dashboard: assumptions.dashboards,
    logs: (invocations * assumptions.logKilobytesOfAnInvocation) / kilobytesInAGigabyte,
    mail: assumptions.mails / thousand,
    // At most: only what a change turns is told anew.
    finding: choices.securityHub ? sum(kinds, (kind) => once(kind) * choices.changes) : 0,
    key: choices.customerKey ? 1 : 0,
  };
  return bill(units, counts.instances);
}

function bill(units: Readonly<Record<PriceName, number>>, instances: number): Cost {
  const lines = (Object.keys(prices) as PriceName[])
    .map((price) => ({
      price,
      units: units[price],
      dollars: dollarsFor(prices[price], units[price]),
    }))
    .filter((line) => line.units > 0);
  const dollarsAMonth = sum(lines, ({ dollars }) => dollars);
  return {
    lines,
    dollarsAMonth,
    ...(instances > 0 && { dollarsPerInstance: dollarsAMonth / instances }),
  };
}

/** How many evaluations there are when everything of a kind is judged once. */
function judgedOnce(
  kind: RuleKind,
  resources: Readonly<Record<RuleKind, number>>,
  { streams, deliveryStreams }: Counts,
  rules: readonly AnyRule[],
): number {
  const own = rules.filter((rule) => rule.kind === kind);
  if (kind !== 'stream') return own.length * resources[kind];
  return sum(own, ({ resourceTypes }) =>
    resourceTypes.includes('AWS::Kinesis::Stream') ? streams : deliveryStreams,
  );
}

const sum = <T>(all: readonly T[], of: (each: T) => number): number =>
  all.reduce((before, each) => before + of(each), 0);
