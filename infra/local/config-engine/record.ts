import type { LocalEvents } from '../events.ts';
import { serviceWait } from '../pace.ts';
import { AwsError } from '../service.ts';
import {
  configState,
  type KnownResource,
  keyOf,
  type StoredRule,
} from '../services/config/state.ts';
import type { Scope, World } from '../world.ts';
import {
  type ConfigurationItem,
  configurationItem,
  type ItemStatus,
} from './configuration-item.ts';
import { invokeRule } from './invoke-rule.ts';
import { recordable } from './items/index.ts';

/** Milliseconds that AWS Config takes to notice a change; changes in that time become one item. */
export const noticing = 60_000;

type Change = LocalEvents['resource-changed'];

const recorded = new WeakSet<World>();

/**
 * Has AWS Config follow the resources of all accounts and regions, and invoke its rules for them.
 * What was made in the world before is not known to it.
 */
export function recordChanges(world: World): void {
  if (recorded.has(world)) return;
  recorded.add(world);
  const pending = new Set<KnownResource>();
  world.events.on('resource-changed', async ({ scope: where, ...change }) => {
    if (!Object.hasOwn(recordable, change.resourceType)) return;
    const scope = recordedIn(world, where, change.resourceType);
    const resource = seen(world, { ...change, scope });
    if (!configState(world, scope).recorder.recording || pending.has(resource)) return;
    pending.add(resource);
    await serviceWait(world, noticing);
    pending.delete(resource);
    await capture(world, scope, resource).catch((error: unknown) => {
      if (!(error instanceof AwsError)) throw error;
      const { code, message } = error;
      configState(world, scope).recorder.lastError = { code, message };
    });
  });
}

/** Resources of IAM are recorded in one region, the home of the world, whoever changed them where. */
const recordedIn = (world: World, scope: Scope, resourceType: string): Scope =>
  resourceType.startsWith('AWS::IAM::') ? { ...scope, region: world.home.region } : scope;

function seen(world: World, change: Change): KnownResource {
  const { resources } = configState(world, change.scope);
  const existing = resources.get(keyOf(change));
  const resource = existing ?? {
    resourceType: change.resourceType,
    resourceId: change.resourceId,
    name: change.resourceName,
    arn: change.arn,
    item: undefined,
    deleted: false,
  };
  resource.deleted = change.change === 'deleted';
  resources.set(keyOf(change), resource);
  return resource;
}

async function capture(world: World, scope: Scope, resource: KnownResource): Promise<void> {
  const { rules, recorder } = configState(world, scope);
  const before = resource.item?.configurationItemStatus;
  const isNew = before === undefined || before === 'ResourceDeleted';
  const status = resource.deleted ? 'ResourceDeleted' : isNew ? 'ResourceDiscovered' : 'OK';
  const item = await takeItem(world, scope, resource, status);
  resource.item = item;
  recorder.items += 1;
  const concerned = rulesFor([...rules.values()], resource);
  await Promise.all(concerned.map((rule) => invokeRule(world, scope, rule, { item })));
}

async function takeItem(
  world: World,
  scope: Scope,
  resource: KnownResource,
  status: ItemStatus,
): Promise<ConfigurationItem> {
  const read = recordable[resource.resourceType];
  const recorded =
    resource.deleted || read === undefined ? undefined : await read(world, scope, resource);
  return configurationItem(scope, resource, status, world.clock.now(), recorded);
}

/** New rules that Config has not evaluated yet. */
const unnoticed = new WeakSet<StoredRule>();

/** What Config does for a new or changed rule, as soon as it has noticed it. */
export async function evaluateNewRule(world: World, scope: Scope, rule: StoredRule): Promise<void> {
  unnoticed.add(rule);
  await serviceWait(world, noticing);
  unnoticed.delete(rule);
  await evaluateRule(world, scope, rule);
}

/**
 * Judges every resource that Config knows by one rule, and the rule's schedule if it has one: what
 * `StartConfigRulesEvaluation` does. A rule that is about to be evaluated as a new one is not
 * evaluated twice.
 */
export async function evaluateRule(world: World, scope: Scope, rule: StoredRule): Promise<void> {
  if (unnoticed.has(rule)) return;
  const { resources } = configState(world, scope);
  const items = [...resources.values()]
    .filter((resource) => rulesFor([rule], resource).length > 0 && !resource.deleted)
    .flatMap(({ item }) => item ?? []);
  await Promise.all([
    ...items.map((item) => invokeRule(world, scope, rule, { item })),
    invokeRule(world, scope, rule, 'scheduled'),
  ]);
}

/** Every resource of an account and region by every rule. */
export async function evaluateAll(world: World, scope: Scope): Promise<void> {
  const rules = [...configState(world, scope).rules.values()];
  await Promise.all(rules.map((rule) => evaluateRule(world, scope, rule)));
}

/** What the clock does once in each rule's period: fires every rule that has a schedule. */
export async function runScheduled(world: World, scope: Scope): Promise<void> {
  const rules = [...configState(world, scope).rules.values()];
  await Promise.all(rules.map((rule) => invokeRule(world, scope, rule, 'scheduled')));
}

function rulesFor(rules: readonly StoredRule[], resource: KnownResource): readonly StoredRule[] {
  return rules.filter(({ rule }) => {
    const types = rule.Scope?.ComplianceResourceTypes;
    const id = rule.Scope?.ComplianceResourceId;
    const typeFits = types === undefined || types.includes(resource.resourceType);
    return typeFits && (id === undefined || id === resource.resourceId);
  });
}
