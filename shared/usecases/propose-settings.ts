import { associationsOf, bucketUse } from '#shared/connect/bucket-use.ts';
import type { Deployment } from '#shared/connect/deployment.ts';
import { type Fact, known, unreadable } from '#shared/connect/fact.ts';
import type { Inventory } from '#shared/connect/inventory.ts';
import { instancesOf, unreadableStorage } from '#shared/connect/resource-use.ts';
import { isServiceLinkedRole } from '#shared/connect/service-linked-role.ts';
import type { PolicyDocument } from '#shared/policy/document.ts';
import type { AccountAuthorizationPort, BucketNeighbourPort, BucketPort } from '#shared/ports.ts';
import type { Candidate } from '#shared/remediation/candidate.ts';
import { type AccountEntrant, entrantsOf, storagePrefixes } from '#shared/remediation/entrants.ts';
import { candidateFor, type StoringBucket } from '#shared/remediation/likely-principals.ts';
import { told } from '#shared/rules/judgements.ts';
import { understood } from '#shared/rules/principal-access.ts';

export interface ProposalWorld {
  readonly authorization: AccountAuthorizationPort;
  readonly bucket: Pick<BucketPort, 'policy'>;
  readonly neighbours: Pick<BucketNeighbourPort, 'replication'>;
}

/** Whom settings may want to name, the likely ones first. */
export interface Candidates {
  readonly candidates: readonly Candidate[];
  /** What could not be looked at: there may be more. */
  readonly unseen: readonly string[];
}

/** Looks who works on Connect's buckets and instances. Reads only. */
export async function findCandidates(
  world: ProposalWorld,
  deployment: Deployment,
  inventory: Inventory,
): Promise<Candidates> {
  const unseen = unreadableStorage(inventory).map(told);
  const instances = instancesOf(inventory);
  const names = new Set(
    instances
      .flatMap(associationsOf)
      .flatMap(({ bucket }) =>
        bucket !== undefined && mayBeOurs(inventory.buckets[bucket]) ? [bucket] : [],
      ),
  );
  const buckets: StoringBucket[] = [];
  for (const name of names) {
    const { bucket, problems } = await look(world, inventory, name);
    buckets.push(bucket);
    unseen.push(...problems);
  }
  const principals = await world.authorization.principals();
  if (principals.state === 'unreadable') unseen.push(told(principals.why));
  const own = new Set(instances.flatMap(connectRole));
  const people = entrantsOf(principals.state === 'known' ? principals.value : []).filter(
    ({ principal: { arn } }) =>
      !own.has(arn) && !isServiceLinkedRole(arn) && !arn.includes(':role/ConnectStorageGuard-'),
  );
  for (const { principal, entrant } of people) {
    if (typeof entrant === 'string') unseen.push(`${principal.arn}: ${entrant}`);
  }
  const surroundings = { place: deployment, instances, buckets };
  return {
    candidates: people
      .flatMap((each: AccountEntrant) => candidateFor(surroundings, each) ?? [])
      .toSorted((a, b) => Number(b.likely) - Number(a.likely) || (a.arn < b.arn ? -1 : 1)),
    unseen: [...new Set(unseen)],
  };
}

const connectRole = ({ serviceRole }: ReturnType<typeof instancesOf>[number]) =>
  serviceRole.state === 'known' ? [serviceRole.value.arn] : [];

/** Not one that is known to be missing, or somebody else's. */
const mayBeOurs = (bucket: Inventory['buckets'][string] | undefined): boolean =>
  bucket?.state !== 'absent' &&
  !(bucket?.state === 'known' && bucket.value.owner !== 'this-account');

async function look(world: ProposalWorld, inventory: Inventory, name: string) {
  const [text, replication] = await Promise.all([
    world.bucket.policy(name),
    world.neighbours.replication(name),
  ]);
  const policy = documentOf(text, name);
  const { instances, deliveries } = bucketUse(inventory, name);
  const bucket: StoringBucket = {
    name,
    instances,
    prefixes: storagePrefixes(inventory, name),
    policy,
    deliveryRoles: deliveries.map(({ destination }) => destination.role),
    ...(replication.state === 'known' && { replicationRole: replication.value.role }),
  };
  const problems = [policy, replication].flatMap((fact) =>
    fact.state === 'unreadable' ? [`${name}: ${told(fact.why)}`] : [],
  );
  return { bucket, problems };
}

function documentOf(text: Fact<string>, bucket: string): Fact<PolicyDocument> {
  if (text.state !== 'known') return text;
  const document = understood(text.value, 'resource', `the policy of ${bucket}`);
  return typeof document === 'string'
    ? unreadable({ action: 's3:GetBucketPolicy', code: 'NotUnderstood', message: document })
    : known(document);
}
