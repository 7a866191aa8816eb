import type { Arn } from '#shared/connect/arn.ts';
import type { Deployment } from '#shared/connect/deployment.ts';
import type { Unreadable } from '#shared/connect/fact.ts';
import type { Inventory } from '#shared/connect/inventory.ts';
import { rules } from '#shared/rules/registry.ts';
import type { AnyRule } from '#shared/rules/rule.ts';
import type { Resource } from '../gathering.ts';
import type { InstanceParts } from '../refresh-state.ts';
import { isDeniedByResource } from './advice.ts';
import { type AuditWorld, readingOnce } from './audit-world.ts';
import { auditedInstances, takeInventory } from './audited-inventory.ts';
import {
  administratorKind,
  bucketKind,
  instanceKind,
  type KindsRequest,
  keyKind,
  streamKind,
} from './audited-kinds.ts';
import { type JudgedResource, type JudgingRequest, judgeKind, undetermined } from './judge-kind.ts';
import { lookForGuard } from './look-for-guard.ts';
import { inOrder } from './order.ts';
import { pastRemediations } from './past-remediations.ts';
import type { AuditedPlace } from './report.ts';

/** What an audit that was cut off had found out: it is not asked again. */
export interface Finished {
  /** By instance ARN. */
  readonly instances: Readonly<Record<string, InstanceParts>>;
  readonly resources: readonly JudgedResource[];
}

export const nothingFinished: Finished = { instances: {}, resources: [] };

/** Hears of an audit while it goes on. */
export interface AuditListener {
  /** @param requests how many Connect has still to answer */
  instances(done: number, total: number, requests: number): void;
  /** So many more resources are to be judged. */
  resources(more: number): void;
  /** As soon as it is known. */
  judged(judged: JudgedResource): void;
  /** Connect has told everything of an instance. */
  taken(arn: Arn, parts: InstanceParts): void;
}

export interface AuditRequest {
  readonly deployment: Deployment;
  /** The ARN of who audits: what to add to `auditors` where a policy keeps it out. */
  readonly auditor: string;
  /** By id; all unless given. */
  readonly rules?: readonly string[];
  /** Asks Connect although there may be a stored inventory. */
  readonly live?: boolean;
  readonly finished?: Finished;
  readonly listener: AuditListener;
}

/**
 * Judges everything of one account and region by every rule, reading only. Whatever may not be read
 * makes its verdicts INDETERMINATE with the permission that is missing, and stops nothing.
 */
export async function auditPlace(world: AuditWorld, request: AuditRequest): Promise<AuditedPlace> {
  const { deployment, listener, finished = nothingFinished } = request;
  const { partition, account, region } = deployment;
  const denied = new Map<string, Unreadable>();
  const reading = readingOnce(world, (why) => {
    denied.set(`${why.action} ${why.code} ${isDeniedByResource(why.message)}`, why);
  });
  const guard = await lookForGuard(reading, deployment);
  const judged = new Map<string, JudgedResource>();
  const note = (each: JudgedResource): void => {
    judged.set(nameOf(each.resource.type, each.resource.id), each);
    listener.judged(each);
  };
  finished.resources.forEach(note);
  const wanted = ({ id }: AnyRule) => request.rules?.includes(id) ?? true;
  const judging = (inventory: Inventory): JudgingRequest => ({
    deployment,
    inventory,
    auditor: request.auditor,
    wanted,
    isJudged: ({ resourceType, resourceId }: Resource) =>
      judged.has(nameOf(resourceType, resourceId)),
    counted: (more) => listener.resources(more),
    judged: note,
  });
  const taken = await takeInventory(guard.reading, {
    deployment,
    live: request.live ?? false,
    taken: finished.instances,
    progress: (...told) => listener.instances(...told),
    async instanceTaken(arn, parts, alone) {
      listener.taken(arn, parts);
      await judgeKind(instanceKind, judging(alone));
    },
  });
  const place = { partition, account, region, settings: guard.settings };
  if ('unreadable' in taken) {
    note(undetermined(rules.filter(wanted), account, taken.unreadable));
    return {
      ...place,
      inventory: taken,
      instances: [],
      ...found(judged, denied),
      remediations: [],
    };
  }
  const { inventory, from } = taken;
  const kinds: KindsRequest = { ...guard, deployment, inventory, auditor: request.auditor };
  await judgeKind(instanceKind, judging(inventory));
  await judgeKind(bucketKind(kinds), judging(inventory));
  await judgeKind(keyKind(kinds), judging(inventory));
  await judgeKind(streamKind(kinds), judging(inventory));
  await judgeKind(administratorKind(kinds), judging(inventory));
  return {
    ...place,
    inventory: { from, takenAt: inventory.takenAt },
    instances: auditedInstances(inventory),
    remediations: await pastRemediations(guard.reading.state),
    ...found(judged, denied),
  };
}

const nameOf = (type: string, id: string): string => `${type} ${id}`;

const found = (
  judged: ReadonlyMap<string, JudgedResource>,
  denied: ReadonlyMap<string, Unreadable>,
): Pick<AuditedPlace, 'resources' | 'findings' | 'denied'> => ({
  resources: [...judged.values()].map(({ resource }) => resource),
  findings: inOrder([...judged.values()].flatMap(({ findings }) => findings)),
  denied: [...denied.values()],
});
