import type { AnyRule, RuleKind } from '#shared/rules/rule.ts';
import { requestsPerInstance } from '#shared/usecases/ask-connect.ts';
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

/** Resources that have nothing to do with Connect, by the kind of rules that AWS Config asks about them. */
export type Others = Readonly<Record<RuleKind, number>>;

/** What the inventory does not tell. */
export interface Choices {
  /** How often each resource changes in a month. */
  readonly changes: number;
  readonly securityHub: boolean;
  readonly customerKey: boolean;
  /** What a rule is asked about whenever it is started, and is none of the guard's. None unless given. */
  readonly others?: Partial<Others>;
}

const day = 24 * 3600 * 1000;

/**
 * What is supposed of a month. `counted` are requests in the ledger of the embedded AWS, a month of
 * the contact center simulated (`npm run bench -- --only cost`), per evaluation.
 */
export const assumptions = {
  hours: 730,
  inventoriesADay: day / takenEvery,
  followChangesRunsAnHour: 4,
  notifyPeopleRunsAnHour: 12,
  memoryGigabytes: 0.5,
  secondsOfAnInvocation: 0.3,
  /** The settings' default. An inventory waits for it. */
  connectRequestsASecond: 1,
  logKilobytesOfAnInvocation: 2,
  metricsThatHappen: 15,
  alarms: 9,
  dashboards: 1,
  mails: 120,
  counted: {
    reads: { bucket: 4, instance: 1, key: 2, stream: 3, administrator: 3 },
    writes: { bucket: 1, instance: 0, key: 0, stream: 0, administrator: 0 },
    keyRequests: { bucket: 0.1, instance: 0, key: 2, stream: 2, administrator: 0 },
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
 * a day by AWS Config's schedule, when it changes, and when something changes that its rules look
 * at. A rule that is started judges all twice, by its schedule and by each item, and is asked about
 * every other resource of its types, too.
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
  const ofOthers = (kind: RuleKind) =>
    rules.filter((rule) => rule.kind === kind).length * (choices.others?.[kind] ?? 0);
  const changed = (kind: RuleKind) => choices.changes * resources[kind];
  const starts = (kind: RuleKind) =>
    sum(kinds, (other) =>
      assumptions.judgedAnew[other].some((each) => each === kind) ? changed(other) : 0,
    );
  const asked = (kind: RuleKind) =>
    once(kind) * choices.changes + (2 * once(kind) + ofOthers(kind)) * starts(kind);
  const evaluationsOf = (kind: RuleKind) => once(kind) * days + asked(kind);
  const changes = sum(kinds, changed);
  const { counted } = assumptions;
  const following = assumptions.followChangesRunsAnHour * assumptions.hours + changes;
  const notifying = assumptions.notifyPeopleRunsAnHour * assumptions.hours;
  // A schedule asks once for all resources of a rule, everything else once for each.
  const started = (kind: RuleKind) =>
    starts(kind) * rules.filter((rule) => rule.kind === kind).length;
  const byOne = (kind: RuleKind) => asked(kind) - once(kind) * starts(kind) + started(kind);
  const invocations = following + notifying + sum(kinds, byOne) + days * rules.length;
  const asking =
    (assumptions.inventoriesADay * days * (1 + counts.instances * requestsPerInstance)) /
    assumptions.connectRequestsASecond;
  const seconds = invocations * assumptions.secondsOfAnInvocation + asking;
  const perEvaluation = (of: Readonly<Record<RuleKind, number>>) =>
    sum(kinds, (kind) => evaluationsOf(kind) * of[kind]);
  const reads =
    perEvaluation(counted.reads) +
    following * counted.readsOfFollowChanges +
    notifying * counted.readsOfNotifyPeople;
  const writes = perEvaluation(counted.writes) + notifying * counted.listsOfNotifyPeople;
  const units: Readonly<Record<PriceName, number>> = {
    evaluation: sum(kinds, evaluationsOf),
    configurationItem: changes,
    invocation: invocations / million,
    gigabyteSecond: seconds * assumptions.memoryGigabytes,
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
    keyRequest: perEvaluation(counted.keyRequests) / thousand,
  };
  return billFor(units, counts.instances);
}

/** What so many units cost, line by line. */
export function billFor(
  units: Readonly<Partial<Record<PriceName, number>>>,
  instances: number,
): Cost {
  const lines = (Object.keys(prices) as PriceName[])
    .map((price) => ({ price, units: units[price] ?? 0 }))
    .filter((line) => line.units > 0)
    .map((line) => ({ ...line, dollars: dollarsFor(prices[line.price], line.units) }));
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
