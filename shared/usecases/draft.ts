import type { Arn } from '#shared/connect/arn.ts';
import type { Deployment } from '#shared/connect/deployment.ts';
import type { Fact } from '#shared/connect/fact.ts';
import type { Fight } from '#shared/connect/fight.ts';
import type { Inventory } from '#shared/connect/inventory.ts';
import { optional } from '#shared/connect/json-shape.ts';
import type { CheckBucketPolicy, CheckResult } from '#shared/generate/check-result.ts';
import type { BaselineFacts } from '#shared/generate/facts.ts';
import { keptDigest } from '#shared/policy/digest.ts';
import type { PolicyDocument } from '#shared/policy/document.ts';
import { MergeRefusedError } from '#shared/policy/errors.ts';
import type { Exempt } from '#shared/remediation/exempt.ts';
import { closingRefusals, permissionRefusals } from '#shared/remediation/guard.ts';
import { type Ready, readyToPlan } from '#shared/remediation/guard-facts.ts';
import { callerShutOut, grantsMore } from '#shared/remediation/guard-live.ts';
import { tooOften } from '#shared/remediation/guard-person.ts';
import { changesPolicy, type Plan, planBucketPolicy } from '#shared/remediation/plan.ts';
import type { Refusal } from '#shared/remediation/refusal.ts';
import type { RunBy } from '#shared/remediation/run-by.ts';
import { readPolicy } from '#shared/rules/bucket/live-policy.ts';
import type { PolicyHandling, RemediationLimit } from '#shared/settings/settings.ts';
import { admitted } from './admitted.ts';
import { type KnownBucket, type ReadWorld, readBucket } from './bucket-facts.ts';
import { fightOver } from './fights.ts';
import { type GuardWorld, liveRefusals } from './live-refusals.ts';

export type DraftWorld = ReadWorld & GuardWorld;

export interface DraftRequest {
  readonly deployment: Deployment;
  readonly inventory: Inventory;
  readonly bucket: string;
  readonly check: CheckBucketPolicy;
  readonly by: RunBy['kind'];
  /** Who would write: a person must not shut himself out. */
  readonly caller?: Arn;
}

/** What is known of a bucket, and what a run would do to it. */
export interface Drafted {
  readonly ready: Ready;
  /** Whom the plan lets in. */
  readonly facts: BaselineFacts;
  /** Whom the settings name and no person has let in yet. Empty when a person decides. */
  readonly waiting: readonly Exempt[];
  /** How the live policy stands to `facts`. */
  readonly now: CheckResult;
  /** Absent when nothing has to be done, or nothing can. */
  readonly plan?: Plan;
  /** Absent when there would be none. */
  readonly planned?: PolicyDocument;
  readonly then?: CheckResult;
  readonly fight?: Fight;
}

/** What a run would do, and every reason not to. Nothing has been written. */
export interface Draft {
  /** Those that use the bucket. */
  readonly instances: readonly Arn[];
  /** Of the live policy; absent when it could not be read. */
  readonly digestBefore?: string;
  readonly refusals: readonly Refusal[];
  /** Which policy's meaning could not be decided. */
  readonly undecided?: { readonly which: 'live' | 'planned'; readonly reasons: readonly string[] };
  /** Absent when too little is known of the bucket. */
  readonly known?: Drafted;
  /** How often the guard may write by itself. */
  readonly limit: Required<RemediationLimit>;
}

type Outlook = Pick<Draft, 'refusals' | 'undecided' | 'known'>;

/**
 * Reads a bucket live, plans how it is closed and asks the guard.
 * @throws Retryable, or what a port throws, when trying again may help.
 */
export async function draftOf(world: DraftWorld, request: DraftRequest): Promise<Draft> {
  const { deployment, inventory, bucket, check, by } = request;
  const treated = await readBucket(world, deployment, inventory, bucket);
  const { use, inspected } = treated.facts;
  const of = {
    instances: use.instances.map(({ arn }) => arn),
    limit: treated.limit,
    ...optional('digestBefore', digestOfLive(inspected?.policy)),
  };
  const ready = readyToPlan(treated.facts);
  if (isRefusals(ready)) return { ...of, refusals: ready };
  const { facts } = ready.baseline;
  const all: Drafted = { ready, facts, waiting: [], now: check(facts, ready.live) };
  if (all.now.verdict === 'COMPLIANT') return { ...of, refusals: [], known: all };
  const deliveryRoles = use.deliveries.map(({ destination }) => destination.role);
  const { known, refusals } =
    by === 'automation'
      ? await admitted(world.state, request, deliveryRoles, all)
      : { known: all, refusals: [] };
  if (known.now.verdict === 'UNDECIDED') return { ...of, ...unsure('live', known) };
  const { exception } = ready.inspected;
  const permission = permissionRefusals({
    bucket,
    mode: by === 'automation' ? treated.mode : 'enforce',
    ...(exception && { exception }),
  });
  if (refusals.length > 0) return { ...of, refusals: [...permission, ...refusals], known };
  return { ...of, ...(await planned(world, request, treated, known, permission)) };
}

const digestOfLive = (policy: Fact<string> | undefined): string | undefined =>
  policy === undefined || policy.state === 'unreadable'
    ? undefined
    : keptDigest(policy.state === 'known' ? policy.value : null);

async function planned(
  world: DraftWorld,
  { deployment, inventory, bucket, check, by, caller }: DraftRequest,
  { policies, limit }: KnownBucket,
  known: Drafted,
  permission: readonly Refusal[],
): Promise<Outlook> {
  const { ready, facts } = known;
  const plan = planFor(known, policies);
  if ('code' in plan) return { refusals: [...permission, plan], known };
  const read = readPolicy(plan.after);
  if ('problem' in read) {
    return { refusals: [], undecided: { which: 'planned', reasons: [read.problem] }, known };
  }
  const policy = read.document;
  const then = check(facts, policy);
  const drafted: Drafted = { ...known, plan, ...(policy && { planned: policy }), then };
  if (then.undecided.length > 0) return unsure('planned', drafted);
  const refusals = [
    ...permission,
    ...closingRefusals({ plan, planned: policy, check: then }),
    ...grantsMore(ready.live, policy),
    ...(await liveRefusals(world, { inventory, facts, ready, planned: policy })),
    ...(caller ? callerShutOut(facts, policy, caller) : []),
  ];
  if (refusals.length > 0 || by !== 'automation' || !changesPolicy(plan)) {
    return { refusals, known: drafted };
  }
  const fight = await fightOver(world, deployment, bucket, limit);
  return fight
    ? { refusals: [tooOften(fight)], known: { ...drafted, fight } }
    : { refusals, known: drafted };
}

const unsure = (which: 'live' | 'planned', known: Drafted): Outlook => ({
  refusals: [],
  undecided: {
    which,
    reasons: (which === 'live' ? known.now : known.then)?.undecided ?? [],
  },
  known,
});

export const isRefusals = (ready: Ready | readonly Refusal[]): ready is readonly Refusal[] =>
  Array.isArray(ready);

function planFor({ facts, ready }: Drafted, policies: PolicyHandling): Plan | Refusal {
  try {
    return planBucketPolicy(facts, ready.live, ready.before, policies);
  } catch (error) {
    if (!(error instanceof MergeRefusedError)) throw error;
    return {
      code: 'FOREIGN_STATEMENT',
      message: `The guard's statements cannot stand beside the others: ${error.message}.`,
      next: 'Change that statement by hand, or set `policies` to replace.',
    };
  }
}
