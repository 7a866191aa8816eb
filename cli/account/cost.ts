import type { Inventory } from '#shared/connect/inventory.ts';
import { instancesOf } from '#shared/connect/resource-use.ts';
import { inventoryKey, parseInventory } from '#shared/connect/stored-inventory.ts';
import { rules } from '#shared/rules/registry.ts';
import { noSettings, type Settings, settingsKey } from '#shared/settings/settings.ts';
import { unreadableParts } from '#shared/usecases/refresh-report.ts';
import { settingsFrom } from '#shared/usecases/settings.ts';
import type { AwsOptions } from '../aws-options.ts';
import { columns } from '../columns.ts';
import { assumptions, type Choices, type Cost, type Counts, costOf } from '../cost/model.ts';
import { priced, prices } from '../cost/prices.ts';
import { BadInput, Failed } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { colour, print, printJson, say } from '../terminal.ts';
import { type Account, openAccount } from './open-account.ts';
import { readable, stateOf, understood } from './state.ts';

export interface CostOptions extends AwsOptions {
  readonly changes?: string;
  readonly securityHub?: boolean;
  readonly customerKey?: boolean;
  readonly otherBuckets?: string;
  readonly otherRoles?: string;
  readonly json?: boolean;
}

/**
 * Prints what the guard costs in a month by the stored inventory and settings.
 * @throws Failed while there is no inventory, or nothing is deployed
 */
export async function runCost(options: CostOptions): Promise<ExitCode> {
  const choices: Choices = {
    changes: amountFrom('changes', options.changes ?? '2'),
    others: {
      bucket: amountFrom('other-buckets', options.otherBuckets ?? '0'),
      administrator: amountFrom('other-roles', options.otherRoles ?? '0'),
    },
    securityHub: options.securityHub ?? false,
    customerKey: options.customerKey ?? false,
  };
  const account = await openAccount(options);
  const inventory = await inventoryOf(account);
  const counts = countsOf(inventory, await settingsOf(account));
  const cost = costOf(counts, choices, rules);
  const unread = unreadableParts(inventory).length;
  if (options.json) printJson({ counts, choices, ...cost, unread, assumptions, priced, prices });
  else show(counts, choices, cost);
  if (unread === 0) return exitCodes.ok;
  say(
    `At least that: ${unread} parts of the inventory could not be read. See connect-guard doctor.`,
  );
  return exitCodes.undecided;
}

function amountFrom(option: string, text: string): number {
  const amount = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(amount) && amount >= 0 && amount <= 1e6) return amount;
  throw new BadInput(`--${option} must be a number from 0 to 1000000; found ${text}`);
}

async function inventoryOf(account: Account): Promise<Inventory> {
  const stored = readable(await stateOf(account).read(inventoryKey), account);
  if (!stored) throw new Failed('no inventory has been taken yet: the first takes some minutes');
  const inventory = understood(inventoryKey, () => parseInventory(stored.body));
  if (inventory.instances.state !== 'unreadable') return inventory;
  const { action, code } = inventory.instances.why;
  throw new Failed(
    `the instances could not be listed: ${action}: ${code}. See connect-guard doctor`,
  );
}

async function settingsOf(account: Account): Promise<Settings> {
  const stored = readable(await stateOf(account).read(settingsKey), account);
  if (!stored) return noSettings;
  return understood(settingsKey, () => settingsFrom(stored.body, account.deployment));
}

/** What is absent is not there to be judged; what could not be read is. */
export function countsOf(
  inventory: Inventory,
  { administrators = [], instances = {} }: Settings,
): Counts {
  const known = (all: Readonly<Record<string, { readonly state: string }>>) =>
    Object.values(all).filter(({ state }) => state !== 'absent').length;
  const named = [
    ...administrators,
    ...Object.values(instances).flatMap((each) => each.administrators ?? []),
  ];
  return {
    instances: instancesOf(inventory).length,
    buckets: known(inventory.buckets),
    keys: known(inventory.keys),
    streams: known(inventory.streams),
    deliveryStreams: known(inventory.deliveryStreams),
    administrators: new Set(named.map((each) => JSON.stringify(each))).size,
  };
}

function show(counts: Counts, choices: Choices, cost: Cost): void {
  const { instances, buckets, keys, streams, deliveryStreams, administrators } = counts;
  say(
    `${instances} instances, ${buckets} buckets, ${keys} keys, ${streams} streams, ${deliveryStreams} delivery streams, ${administrators} administrators.`,
  );
  const heads = ['DOLLARS', 'HOW MANY', 'WHAT'].map((head) => colour.dim(head));
  const lines = cost.lines.toSorted((a, b) => b.dollars - a.dollars);
  const rows = lines.map(({ price, units, dollars }) => [
    money(dollars),
    `${amount(units)} ${plural(prices[price].unit, units)}`,
    prices[price].what,
  ]);
  const sums = [[money(cost.dollarsAMonth), '', colour.bold('in a month')]];
  if (cost.dollarsPerInstance !== undefined) {
    sums.push([money(cost.dollarsPerInstance), '', 'for each instance']);
  }
  print(columns([heads, ...rows, ...sums]).join('\n'));
  const [dearest] = lines;
  if (dearest) {
    const share = Math.round((dearest.dollars / cost.dollarsAMonth) * 100);
    say(`${share} % of it: ${prices[dearest.price].what}.`);
  }
  const more = costOf(counts, { ...choices, changes: choices.changes + 1 }, rules);
  say(
    `Supposed: each resource changes ${choices.changes} times a month (--changes). One change more of each is ${money(more.dollarsAMonth - cost.dollarsAMonth).trim()} dollars more.`,
  );
  say(
    'AWS Config also asks about buckets and roles that have nothing to do with Connect: --other-buckets, --other-roles. Not counted: remediations.',
  );
  say(`Prices of ${priced.region}, ${priced.date}, without free tiers: docs/cost.md.`);
}

const money = (dollars: number): string => dollars.toFixed(2).padStart(9);
const amount = (units: number): string =>
  units < 100
    ? units.toLocaleString('en-US', { maximumSignificantDigits: 2 })
    : units.toLocaleString('en-US', { maximumFractionDigits: 0 });
const plural = (unit: string, units: number): string =>
  units === 1 || /^(GB$|million|thousand)/.test(unit) ? unit : `${unit}s`;
