import type { Arn } from '#shared/connect/arn.ts';
import { configRuleName, type Deployment } from '#shared/connect/deployment.ts';
import type { Inventory } from '#shared/connect/inventory.ts';
import { InvalidDocument } from '#shared/connect/json-shape.ts';
import type { ConfigEvaluation, ConfigPort, ConfigVerdict } from '#shared/ports.ts';
import type { AnyRule, Judgement, Rule } from '#shared/rules/rule.ts';
import { annotation } from './annotation.ts';
import type { ConfigEvent, ResourceEvent, ScheduledEvent } from './config-event.ts';
import type { Gathering, Resource, Scope } from './gathering.ts';
import { attempt, presentResources } from './judge-resources.ts';
import { type InventoryWorld, readInventory } from './read-inventory.ts';

export interface EvaluateWorld extends InventoryWorld {
  readonly config: ConfigPort;
}

export interface EvaluateRequest<Facts> {
  readonly deployment: Deployment;
  readonly rules: readonly Rule<Facts>[];
  readonly event: ConfigEvent;
  /** Called once for the event. */
  readonly gather: (scope: Scope) => Gathering<Facts>;
}

/** A resource, and what a rule says of it. */
export interface Judged extends Resource {
  /** When the id does not tell it. */
  readonly resourceArn?: Arn;
  /** The whole reason, which AWS Config gets cut. */
  readonly judgement: Judgement;
}

export interface EvaluationReport {
  readonly rule: AnyRule;
  readonly judged: readonly Judged[];
  /** When looking began. */
  readonly lookedAt: Date;
  /** What AWS Config was told. */
  readonly evaluations: readonly ConfigEvaluation[];
  /** After a look at everything: judges what AWS Config has forgotten and somebody else remembers. */
  readonly judgeOthers?: Judge;
}

type Judge = (resources: readonly Resource[]) => Promise<readonly Judged[]>;

/**
 * Answers AWS Config: one resource when it changed; when the time has come, every resource of the
 * rule's types that is Connect's, and those that were judged before and are gone. Judged is the live
 * state, not the event's.
 * @throws Retryable when there is no usable inventory.
 * @throws InvalidDocument when the event belongs to none of `rules`.
 */
export async function evaluate<Facts>(
  world: EvaluateWorld,
  { deployment, rules, event, gather }: EvaluateRequest<Facts>,
): Promise<EvaluationReport> {
  const rule = ruleOf(event, rules);
  const lookedAt = world.clock.now();
  const begin = async () => {
    const inventory: Inventory = await readInventory(world, deployment);
    return gather({ deployment, inventory, needs: rule.needs });
  };
  const { judged, ...further } =
    event.kind === 'resource'
      ? { judged: [await judgeChanged(event, rule, begin)] }
      : await judgeAll(event, rule, await begin(), world.config);
  const orderingTimestamp = event.kind === 'resource' ? event.capturedAt : event.notifiedAt;
  const evaluations = judged.map(({ resourceType, resourceId, judgement }) => ({
    resourceType,
    resourceId,
    ...told(judgement),
    orderingTimestamp,
  }));
  if (evaluations.length > 0) {
    await world.config.putEvaluations(event.resultToken, evaluations, event.testMode);
  }
  return { rule, judged, lookedAt, evaluations, ...further };
}

function ruleOf<Facts>(event: ConfigEvent, rules: readonly Rule<Facts>[]): Rule<Facts> {
  const { rule: id, configRuleName: name } = event;
  const found = rules.find((rule) =>
    id === undefined ? name.startsWith(configRuleName(rule.id)) : rule.id === id,
  );
  if (found) return found;
  throw new InvalidDocument('configRuleName', `${id ?? name} is none of the rules judged here`);
}

async function judgeChanged<Facts>(
  { resourceType, resourceId, present }: ResourceEvent,
  rule: Rule<Facts>,
  begin: () => Promise<Gathering<Facts>>,
): Promise<Judged> {
  const resource = { resourceType, resourceId };
  if (!present) return { ...resource, judgement: notApplicable('It is gone or out of scope.') };
  if (!rule.resourceTypes.includes(resourceType)) {
    return { ...resource, judgement: ofAnotherType(rule) };
  }
  return judgeOne(rule, await begin(), resource);
}

async function judgeOne<Facts>(
  rule: Rule<Facts>,
  { facts, arnOf }: Gathering<Facts>,
  resource: Resource,
): Promise<Judged> {
  const judgement = rule.evaluate(await facts(resource));
  const resourceArn = await arnOf?.(resource);
  return { ...resource, ...(resourceArn !== undefined && { resourceArn }), judgement };
}

async function judgeAll<Facts>(
  event: ScheduledEvent,
  rule: Rule<Facts>,
  gathering: Gathering<Facts>,
  config: ConfigPort,
): Promise<{ readonly judged: readonly Judged[]; readonly judgeOthers: Judge }> {
  const present = await presentResources(rule.resourceTypes, gathering.known);
  const before = await config.judged(event.configRuleName);
  const gone = before.filter(
    ({ resourceType, resourceId }) =>
      !present.some((each) => each.resourceType === resourceType && each.resourceId === resourceId),
  );
  const judge: Judge = async (resources) => {
    const judged: Judged[] = [];
    for (const { resourceType, resourceId } of resources) {
      const resource = { resourceType, resourceId };
      const answer = rule.resourceTypes.includes(resourceType)
        ? await attempt(() => judgeOne(rule, gathering, resource))
        : ofAnotherType(rule);
      judged.push('judgement' in answer ? answer : { ...resource, judgement: answer });
    }
    return judged;
  };
  return { judged: await judge([...present, ...gone]), judgeOthers: judge };
}

const notApplicable = (because: string): Judgement => ({ verdict: 'NOT_APPLICABLE', because });

const ofAnotherType = ({ resourceTypes }: { readonly resourceTypes: readonly string[] }) =>
  notApplicable(`This rule judges ${resourceTypes.join(' and ')} only.`);

/** AWS Config refuses INSUFFICIENT_DATA, and what we cannot tell must not look closed. */
const told = ({
  verdict,
  because,
}: Judgement): { readonly verdict: ConfigVerdict; readonly annotation: string } =>
  verdict === 'INDETERMINATE'
    ? { verdict: 'NON_COMPLIANT', annotation: annotation(`Cannot tell: ${because}`) }
    : { verdict, annotation: annotation(because) };
