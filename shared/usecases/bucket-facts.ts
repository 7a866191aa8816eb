import { type BucketUse, bucketUse } from '#shared/connect/bucket-use.ts';
import type { Deployment } from '#shared/connect/deployment.ts';
import { absent, type Fact } from '#shared/connect/fact.ts';
import { type Fight, fightKey, parseFight } from '#shared/connect/fight.ts';
import type { Inventory } from '#shared/connect/inventory.ts';
import type { BucketPort, IamPort } from '#shared/ports.ts';
import type { BucketFacts } from '#shared/rules/bucket/facts.ts';
import { uninspected } from '#shared/rules/bucket/uninspected.ts';
import type { Need } from '#shared/rules/needs.ts';
import { settingsForBucket } from '#shared/settings/for-bucket.ts';
import type {
  Mode,
  PolicyHandling,
  RemediationLimit,
  Settings,
} from '#shared/settings/settings.ts';
import { baselineOf } from './baseline.ts';
import { ifNeeded } from './gathering.ts';
import type { InventoryWorld } from './read-inventory.ts';
import { isFault, readSettings } from './settings.ts';

/** What it takes to know a bucket's policy and who may reach it. */
export interface ReadWorld extends InventoryWorld {
  readonly bucket: Pick<BucketPort, 'policy'>;
  readonly iam: IamPort;
  /** An audit without settings asks only what strangers can do. */
  readonly strangersOnly?: boolean;
  /** Who only judges, and many buckets, has read them: broken ones leave the last good ones. */
  readonly settings?: () => Promise<Fact<Settings>>;
  /** The keys of all fights: who asks about many buckets need not ask about the fight of each. */
  readonly fights?: () => Promise<Fact<readonly string[]>>;
}

/** What a remediation has to know. */
const policyNeeds: readonly Need[] = ['settings', 'bucket-policy', 'principals'];

/** A bucket, and how the settings want it treated. */
export interface KnownBucket {
  readonly facts: BucketFacts;
  readonly mode: Mode;
  readonly policies: PolicyHandling;
  readonly limit: Required<RemediationLimit>;
}

const defaultLimit = { count: 5, hours: 24 } as const;
const untold = { mode: 'observe', policies: 'merge', limit: defaultLimit } as const;

/**
 * A bucket's policy and who may reach it, live. Of a bucket that no instance uses nothing is read.
 * @param needs what to look up
 * @throws whatever a port throws: then nothing is known and the caller tries again.
 */
export async function readBucket(
  world: ReadWorld,
  deployment: Deployment,
  inventory: Inventory,
  bucket: string,
  needs = policyNeeds,
): Promise<KnownBucket> {
  const { account, region } = deployment;
  const use = bucketUse(inventory, bucket);
  const base = { bucket, account, region, use };
  if (use.instances.length === 0) return { facts: base, ...untold };
  const scope = { deployment, inventory, needs };
  const read = world.settings ?? (() => readSettings(world.state, deployment));
  const settings = await ifNeeded(scope, 'settings', read);
  const policy = await ifNeeded(scope, 'bucket-policy', () => world.bucket.policy(bucket));
  const now = world.clock.now();
  const fight = needs.includes('fights') ? await fightNow(world, bucket, now) : undefined;
  const inspected = {
    ...(fight && { fight }),
    ownership: inventory.buckets[bucket] ?? absent,
    policy,
    configuration: uninspected,
  };
  if (settings.state !== 'known') {
    const facts = { ...base, inspected: { ...inspected, baseline: settings } };
    return { facts, ...untold };
  }
  const forBucket = settingsForBucket(settings.value, bucket, use.instances, now);
  const sources = {
    iam: world.iam,
    deployment,
    settings: settings.value,
    forBucket,
    use,
    now,
    ...(world.strangersOnly && { strangersOnly: true }),
  };
  const baseline = await ifNeeded(scope, 'principals', () => baselineOf(bucket, sources));
  const { exception } = forBucket;
  const mode = mayRemediate(use, settings.value) ? forBucket.mode : 'observe';
  return {
    facts: { ...base, inspected: { ...inspected, baseline, ...(exception && { exception }) } },
    mode,
    policies: settings.value.policies ?? 'merge',
    limit: { ...defaultLimit, ...settings.value.remediationLimit },
  };
}

/** A bucket that only takes deliveries is no storage of Connect's: it is written to on request. */
const mayRemediate = ({ associations }: BucketUse, { destinationBuckets }: Settings): boolean =>
  associations.length > 0 || destinationBuckets === 'remediate';

/** The fight that holds now. One that cannot be read or understood holds nothing back. */
async function fightNow(
  { state, fights }: ReadWorld,
  bucket: string,
  now: Date,
): Promise<Fight | undefined> {
  const listed = await fights?.();
  if (listed?.state === 'known' && !listed.value.includes(fightKey(bucket))) return undefined;
  const stored = await state.read(fightKey(bucket));
  if (stored.state !== 'known') return undefined;
  try {
    const fight = parseFight(stored.value.body);
    return fight.bucket === bucket && Date.parse(fight.until) > now.getTime() ? fight : undefined;
  } catch (error) {
    if (isFault(error)) return undefined;
    throw error;
  }
}
