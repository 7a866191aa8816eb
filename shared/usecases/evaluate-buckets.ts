import { configRuleName, type Deployment } from '#shared/connect/deployment.ts';
import type { Inventory } from '#shared/connect/inventory.ts';
import { InvalidDocument } from '#shared/connect/json-shape.ts';
import type { ConfigEvaluation, ConfigPort, ConfigVerdict } from '#shared/ports.ts';
import type { BucketFacts } from '#shared/rules/bucket/facts.ts';
import type { Judgement, Rule } from '#shared/rules/rule.ts';
import { annotation } from './annotation.ts';
import { type ReadWorld, readBucket, readInventory } from './bucket-facts.ts';
import type { ConfigEvent, ResourceEvent, ScheduledEvent } from './config-event.ts';
import { remembering } from './principals.ts';

export interface EvaluateWorld extends ReadWorld {
  readonly config: ConfigPort;
}

export interface EvaluateRequest {
  readonly deployment: Deployment;
  readonly rules: readonly Rule<BucketFacts>[];
  readonly event: ConfigEvent;
}

/** A resource, and what a rule says of it. */
interface Judged {
  readonly resourceType: string;
  readonly resourceId: string;
  readonly judgement: Judgement;
}

export interface EvaluationReport {
  readonly rule: string;
  /** By the id of the resource: the whole reason, which AWS Config gets cut. */
  readonly judgements: ReadonlyMap<string, Judgement>;
  /** What AWS Config was told. */
  readonly evaluations: readonly ConfigEvaluation[];
}

type Judge = (bucket: string, inventory: Inventory) => Promise<Judgement>;

const bucketType = 'AWS::S3::Bucket';

/**
 * Answers AWS Config: one bucket when it changed; when the time has come, every bucket of the
 * inventory and those that were judged before and are gone. Judged is the live state, not the
 * event's.
 * @throws Retryable when there is no usable inventory.
 * @throws InvalidDocument when the event belongs to none of `rules`.
 */
export async function evaluateBuckets(
  world: EvaluateWorld,
  { deployment, rules, event }: EvaluateRequest,
): Promise<EvaluationReport> {
  const rule = ruleOf(event, rules);
  const reading = { ...world, iam: remembering(world.iam) };
  const judge: Judge = async (bucket, inventory) =>
    rule.evaluate((await readBucket(reading, deployment, inventory, bucket)).facts);
  const inventory = () => readInventory(world, deployment);
  const judged =
    event.kind === 'resource'
      ? [await judgeChanged(event, inventory, judge)]
      : await judgeAll(event, await inventory(), judge, world.config);
  const orderingTimestamp = event.kind === 'resource' ? event.capturedAt : event.notifiedAt;
  const evaluations = judged.map(({ judgement, ...resource }) => ({
    ...resource,
    ...told(judgement),
    orderingTimestamp,
  }));
  if (evaluations.length > 0) {
    await world.config.putEvaluations(event.resultToken, evaluations, event.testMode);
  }
  const judgements = new Map(judged.map((each) => [each.resourceId, each.judgement]));
  return { rule: rule.id, judgements, evaluations };
}

function ruleOf(event: ConfigEvent, rules: readonly Rule<BucketFacts>[]): Rule<BucketFacts> {
  const { rule: id, configRuleName: name } = event;
  const found = rules.find((rule) =>
    id === undefined ? name.startsWith(configRuleName(rule.id)) : rule.id === id,
  );
  if (found) return found;
  throw new InvalidDocument('configRuleName', `${id ?? name} is none of the rules about buckets`);
}

async function judgeChanged(
  { resourceType, resourceId, present }: ResourceEvent,
  inventory: () => Promise<Inventory>,
  judge: Judge,
): Promise<Judged> {
  const resource = { resourceType, resourceId };
  if (!present) return { ...resource, judgement: notApplicable('It is gone or out of scope.') };
  if (resourceType !== bucketType) {
    return { ...resource, judgement: notApplicable('This rule judges buckets only.') };
  }
  return { ...resource, judgement: await judge(resourceId, await inventory()) };
}

async function judgeAll(
  event: ScheduledEvent,
  inventory: Inventory,
  judge: Judge,
  config: ConfigPort,
): Promise<readonly Judged[]> {
  const buckets = Object.keys(inventory.buckets).map((bucket) => ({
    resourceType: bucketType,
    resourceId: bucket,
  }));
  const before = await config.judged(event.configRuleName);
  const gone = before.filter(
    ({ resourceType, resourceId }) =>
      !buckets.some((each) => each.resourceType === resourceType && each.resourceId === resourceId),
  );
  const judged: Judged[] = [];
  for (const { resourceType, resourceId } of [...buckets, ...gone]) {
    const judgement =
      resourceType === bucketType
        ? await attempt(() => judge(resourceId, inventory))
        : notApplicable('This rule judges buckets only.');
    judged.push({ resourceType, resourceId, judgement });
  }
  return judged;
}

/** One bucket that cannot be looked at must not keep the others from being judged. */
async function attempt(judge: () => Promise<Judgement>): Promise<Judgement> {
  try {
    return await judge();
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error);
    return { verdict: 'INDETERMINATE', because };
  }
}

const notApplicable = (because: string): Judgement => ({ verdict: 'NOT_APPLICABLE', because });

/** AWS Config refuses INSUFFICIENT_DATA, and what we cannot tell must not look closed. */
const told = ({
  verdict,
  because,
}: Judgement): { readonly verdict: ConfigVerdict; readonly annotation: string } =>
  verdict === 'INDETERMINATE'
    ? { verdict: 'NON_COMPLIANT', annotation: annotation(`Cannot tell: ${because}`) }
    : { verdict, annotation: annotation(because) };
