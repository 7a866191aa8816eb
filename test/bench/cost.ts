import { countsOf } from '#cli/account/cost.ts';
import {
  assumptions,
  billFor,
  type Cost,
  type Counts,
  costOf,
  type Others,
} from '#cli/cost/model.ts';
import { type PriceName, prices } from '#cli/cost/prices.ts';
import { alarmsIn } from '#infra/local/services/cloudwatch/alarms.ts';
import { dashboardsIn } from '#infra/local/services/cloudwatch/dashboards.ts';
import { metricsIn } from '#infra/local/services/cloudwatch/metrics.ts';
import { configState } from '#infra/local/services/config/state.ts';
import { bucketState } from '#infra/local/services/s3/state.ts';
import { deploymentIn } from '#shared/connect/deployment.ts';
import { inventoryKey, parseInventory } from '#shared/connect/stored-inventory.ts';
import { rules } from '#shared/rules/registry.ts';
import type { RuleKind } from '#shared/rules/rule.ts';
import { settingsKey } from '#shared/settings/settings.ts';
import { settingsFrom } from '#shared/usecases/settings.ts';
import { count, type Figures, measured } from './figures.ts';
import { Meter, type Metered, type Used } from './meter.ts';
import { SimulatedAccount } from './simulated-account.ts';
import { drift, harmless } from './simulated-changes.ts';

/** How often each resource changes in the month. */
const changes = 2;
const days = assumptions.hours / 24;

/**
 * A month of the contact center as AWS would bill it, by what the embedded AWS has counted: a day on
 * which nothing changes, as often as there are days, and one change of each kind, as often as there
 * are resources of it and each of them changes. Beside it what `connect-guard cost` foretells.
 */
export async function benchCost(): Promise<Figures> {
  const account = await SimulatedAccount.start();
  try {
    const meter = new Meter(account.aws);
    const counts = countsIn(account);
    const others = othersIn(account, counts);
    // For a day uploads are watched where something was closed; what is to be told once is told.
    account.pass(24 * 60);
    await account.quiet(1);
    const day = await meter.during(() => account.quiet(24));
    const month: Used[] = [times(day.used, days), standing(account)];
    const happened: Record<string, Metered> = { 'a day on which nothing changes': day };
    for (const [kind, { what, change }] of Object.entries(harmless)) {
      account.pass(10);
      const made = await meter.during(() => change(account));
      happened[what] = made;
      month.push(times(made.used, changes * counts[kind as keyof Counts]));
    }
    account.pass(10);
    const closed = await meter.during(() => drift(account));
    const ledger = billFor(sum(month), counts.instances);
    const choices = { changes, others, securityHub: false, customerKey: false };
    return {
      ...inAccount(counts, others),
      ...eachOf({ ...happened, 'a bucket is opened, and closed again': closed }),
      ...besideModel(ledger, costOf(counts, choices, rules)),
    };
  } finally {
    await account.aws.close();
  }
}

const inAccount = (counts: Counts, others: Others): Figures => ({
  ...Object.fromEntries(
    Object.entries(counts).map(([of, many]) => [`in the account: ${of}`, count(many, of)]),
  ),
  "in the account: resources that are not Connect's": count(
    Object.values(others).reduce((all, each) => all + each, 0),
    'resources',
  ),
});

const million = 1e6;

/** What AWS was asked, and what it charges for each. */
const eachOf = (happened: Readonly<Record<string, Metered>>): Figures =>
  Object.fromEntries(
    Object.entries(happened).flatMap(([what, { used, notApplicable }]) => {
      const { evaluation = 0, invocation = 0 } = used;
      const evaluations = { what: 'evaluations', value: evaluation };
      const { dollarsAMonth: dollars } = billFor(used, 0);
      return [
        [`${what}: evaluations`, count(evaluation, 'evaluations')],
        [`${what}: not applicable`, measured(notApplicable, 'of them', evaluations)],
        [`${what}: invocations`, measured(invocation * million, 'invocations', evaluations)],
        [`${what}: price`, measured(dollars, 'dollars', aDollar)],
      ];
    }),
  );

const aDollar = { what: 'a dollar', value: 1 };

/** What the embedded AWS has, counted as the command counts it. */
function countsIn({ aws: { world, home } }: SimulatedAccount): Counts {
  const { stateBucket } = deploymentIn(home);
  const stored = (key: string): string => {
    const [newest] = bucketState(world, home, stateBucket)?.objects.get(key) ?? [];
    return Buffer.from(newest?.body ?? '').toString();
  };
  return countsOf(
    parseInventory(stored(inventoryKey)),
    settingsFrom(stored(settingsKey), deploymentIn(home)),
  );
}

const typesOf: Readonly<Record<RuleKind, readonly string[]>> = {
  instance: ['AWS::Connect::Instance'],
  bucket: ['AWS::S3::Bucket'],
  key: ['AWS::KMS::Key'],
  stream: ['AWS::Kinesis::Stream', 'AWS::KinesisFirehose::DeliveryStream'],
  administrator: ['AWS::IAM::Role', 'AWS::IAM::User'],
};

/** What AWS Config knows beside what Connect stores in and who is named. */
function othersIn({ aws: { world, home } }: SimulatedAccount, counts: Counts): Others {
  const known = [...configState(world, home).resources.values()].filter(({ deleted }) => !deleted);
  const beside = (kind: RuleKind, own: number) =>
    Math.max(
      0,
      known.filter(({ resourceType }) => typesOf[kind].includes(resourceType)).length - own,
    );
  return {
    instance: beside('instance', counts.instances),
    bucket: beside('bucket', counts.buckets),
    key: beside('key', counts.keys),
    stream: beside('stream', counts.streams + counts.deliveryStreams),
    administrator: beside('administrator', counts.administrators),
  };
}

/** What is there for all of the month. */
function standing({ aws: { world, home } }: SimulatedAccount): Used {
  const own = metricsIn(world, home).filter(({ namespace }) => namespace === 'ConnectStorageGuard');
  return {
    metric: own.length,
    alarm: alarmsIn(world, home).size,
    dashboard: dashboardsIn(world, home).size,
  };
}

const times = (used: Used, often: number): Used =>
  Object.fromEntries(Object.entries(used).map(([price, units]) => [price, units * often]));

const sum = (all: readonly Used[]): Used =>
  Object.fromEntries(
    (Object.keys(prices) as PriceName[]).map((price) => [
      price,
      all.reduce((before, used) => before + (used[price] ?? 0), 0),
    ]),
  );

/** Each line of the bill, as many dollars as it is, beside what the model says. */
function besideModel(ledger: Cost, model: Cost): Figures {
  const foretold = new Map(model.lines.map(({ price, dollars }) => [price, dollars]));
  const of = (dollars: number, value: number | undefined) =>
    measured(dollars, 'dollars', value ? { what: 'connect-guard cost', value } : undefined);
  return {
    ...Object.fromEntries(
      ledger.lines.map(({ price, dollars }) => [
        `in a month: ${prices[price].what}`,
        of(dollars, foretold.get(price)),
      ]),
    ),
    'in a month: all of it': of(ledger.dollarsAMonth, model.dollarsAMonth),
    'in a month: for each instance': of(ledger.dollarsPerInstance ?? 0, model.dollarsPerInstance),
  };
}
