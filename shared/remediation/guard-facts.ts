import type { Unreadable } from '#shared/connect/fact.ts';
import type { PolicyDocument } from '#shared/policy/document.ts';
import type { Baseline, BucketFacts, InspectedBucket } from '#shared/rules/bucket/facts.ts';
import { readPolicy } from '#shared/rules/bucket/live-policy.ts';
import type { Refusal } from './refusal.ts';

/** All that has to be known before a plan can be made. */
export interface Ready {
  readonly inspected: InspectedBucket;
  readonly baseline: Baseline;
  readonly before: string | null;
  /** Undefined when the bucket has no policy. */
  readonly live: PolicyDocument | undefined;
}

const told = ({ action, code, message }: Unreadable): string => `${action}: ${code}: ${message}`;

/** Every reason, in what is known of the bucket, not to touch it; or all that a plan needs. */
export function readyToPlan(facts: BucketFacts): Ready | readonly Refusal[] {
  const { use, inspected, bucket } = facts;
  if (use.instances.length === 0 && use.complete) {
    return [
      {
        code: 'NOT_A_CONNECT_BUCKET',
        message: `No Connect instance of account ${facts.account} in ${facts.region} stores in ${bucket}.`,
        next: 'Nothing has to be done; `connect-guard plan --all` lists the buckets of Amazon Connect.',
      },
    ];
  }
  const incomplete = use.complete ? [] : [inventoryIncomplete(use.unreadable)];
  if (!inspected) return incomplete;
  const { ownership, policy, baseline } = inspected;
  const refusals = [...incomplete, ...ownershipRefusals(facts, ownership)];
  if (policy.state === 'unreadable') refusals.push(policyUnreadable(policy.why, facts.bucket));
  if (baseline.state !== 'known') {
    refusals.push({
      code: 'FACTS_UNREADABLE',
      message: `Who has to reach ${bucket} is not known${baseline.state === 'unreadable' ? `: ${told(baseline.why)}` : ''}.`,
      next: 'See that the role of the guard may read it, and that the settings name what exists.',
    });
  } else if (baseline.value.withoutAdministrators.length > 0) {
    refusals.push({
      code: 'ADMINISTRATORS_UNKNOWN',
      message: `No administrators are named for ${baseline.value.withoutAdministrators.join(', ')}.`,
      next: 'Name them with `connect-guard settings put`.',
    });
  } else if (baseline.value.facts.administrators.length === 0) {
    refusals.push({
      code: 'ADMINISTRATORS_UNKNOWN',
      message: `None of the named administrators exists: ${baseline.value.setAside.map(({ principal, why }) => `${principal} (${why})`).join(', ')}.`,
      next: 'Name others with `connect-guard settings put`.',
    });
  }
  if (baseline.state === 'known') refusals.push(...unnamedDeliveries(use, baseline.value));
  const before = policy.state === 'known' ? policy.value : null;
  const read = readPolicy(before);
  if ('problem' in read) {
    refusals.push({
      code: 'POLICY_NOT_UNDERSTOOD',
      message: `The live policy is not understood: ${read.problem}.`,
      next: 'Correct it by hand; nothing of it was changed.',
    });
    return refusals;
  }
  if (refusals.length > 0 || baseline.state !== 'known') return refusals;
  return { inspected, baseline: baseline.value, before, live: read.document };
}

/** Firehose would be shut out: nobody has named the role with which it delivers here. */
function unnamedDeliveries(
  { deliveries }: BucketFacts['use'],
  { facts: { workloads } }: Baseline,
): Refusal[] {
  const roles = new Set(deliveries.map(({ destination }) => destination.role));
  const unnamed = [...roles].filter((role) => !workloads.some(({ arn }) => arn === role));
  if (unnamed.length === 0) return [];
  return [
    {
      code: 'DELIVERY_ROLE_NOT_NAMED',
      message: `Firehose delivers here as ${unnamed.join(', ')} and would be shut out.`,
      next: 'Name it among the `workloads` of the settings, with the reason.',
    },
  ];
}

const inventoryIncomplete = (unreadable: readonly Unreadable[]): Refusal => ({
  code: 'INVENTORY_INCOMPLETE',
  message: `Other instances may store here too: ${unreadable.map(told).join('; ')}.`,
  next: 'Wait for the next inventory, or see why the role FollowChanges could not read it.',
});

const policyUnreadable = (why: Unreadable, bucket: string): Refusal => ({
  code: 'POLICY_UNREADABLE',
  message: `The live policy could not be read: ${told(why)}.`,
  next: `As a principal that it exempts, take it over with \`connect-guard adopt ${bucket} --yes\`; as root, delete it.`,
});

function ownershipRefusals(
  { bucket, account, region }: BucketFacts,
  ownership: InspectedBucket['ownership'],
): Refusal[] {
  if (ownership.state !== 'known') {
    const why = ownership.state === 'unreadable' ? told(ownership.why) : 'the inventory is silent';
    return [
      {
        code: 'OTHER_ACCOUNT',
        message: `Whether ${bucket} belongs to account ${account} is not known: ${why}.`,
        next: 'Let the role FollowChanges call s3:ListAllMyBuckets.',
      },
    ];
  }
  if (ownership.value.owner === 'not-this-account') {
    return [
      {
        code: 'OTHER_ACCOUNT',
        message: `${bucket} is not a bucket of account ${account}.`,
        next: 'Find out whose it is: whoever owns it has what Connect stores there.',
      },
    ];
  }
  if (ownership.value.region === region) return [];
  return [
    {
      code: 'OTHER_REGION',
      message: `${bucket} is in ${ownership.value.region}, this guard works in ${region}.`,
      next: `Deploy the guard in ${ownership.value.region}, or put the generated policy by hand.`,
    },
  ];
}
