import type { Arn } from '#shared/connect/arn.ts';
import { bucketUse } from '#shared/connect/bucket-use.ts';
import type { Place } from '#shared/connect/deployment.ts';
import type { Inventory } from '#shared/connect/inventory.ts';
import { parsePolicy } from '#shared/policy/parse.ts';
import type { AccountAuthorizationPort } from '#shared/ports.ts';
import { entranceSetting, entrantsOf, storagePrefixes } from '#shared/remediation/entrants.ts';
import type { Hop } from '#shared/remediation/hop-ways.ts';
import { decisiveActions, impactActions } from '#shared/remediation/impact-actions.ts';
import { oneHopAway } from '#shared/remediation/one-hop.ts';
import { type WhoGetsIn, whoGetsIn } from '#shared/remediation/who-gets-in.ts';
import { told } from '#shared/rules/judgements.ts';

export interface WhoRequest {
  readonly place: Place;
  readonly bucket: string;
  /** Without one it is not known which folders and instances are Connect's. */
  readonly inventory?: Inventory;
  /** The bucket's policy; `null` is none. */
  readonly live: string | null;
  /** One S3 action; by default all by which somebody reads, writes or governs. */
  readonly action?: string;
}

/** Everybody who gets at a bucket. */
export interface Who extends WhoGetsIn {
  readonly bucket: string;
  readonly actions: readonly string[];
  /** Those who do not get at what is stored themselves, and how they still can. */
  readonly oneHopAway: readonly Hop[];
  /** Can always get, put and delete the policy. */
  readonly root: Arn;
  readonly notCovered: readonly string[];
}

/** What no policy of AWS tells. */
const notCovered = [
  'who may listen within Amazon Connect: security profiles of its users decide that',
  'the keys of encrypted objects: ask `connect-guard can PRINCIPAL kms:Decrypt KEY`',
  'service control, resource control, endpoint and session policies: they only take away',
  'more than one hop',
];

const withoutInventory = 'emergency login to Connect: there is no inventory of its instances';

/** @throws PolicySyntaxError when the live policy is not understood */
export async function who(
  world: { readonly authorization: AccountAuthorizationPort },
  { place, bucket, inventory, live, action }: WhoRequest,
): Promise<Who> {
  const policy = live === null ? undefined : parsePolicy(live, 'resource');
  const principals = await world.authorization.principals();
  const entrants = principals.state === 'known' ? entrantsOf(principals.value) : [];
  const actions = action === undefined ? impactActions : [action];
  const prefixes = inventory ? storagePrefixes(inventory, bucket) : [];
  const setting = entranceSetting({ ...place, bucket }, prefixes, actions);
  const found = whoGetsIn(setting, policy, entrants);
  const { partition, account } = place;
  const unseen =
    principals.state === 'unreadable'
      ? [{ arn: `arn:${partition}:iam::${account}:*`, why: told(principals.why) }]
      : [];
  const decisive = action === undefined ? decisiveActions : actions;
  const inside = found.principals.filter((each) =>
    each.actions.some((open) => decisive.includes(open.action)),
  );
  const instances = inventory ? bucketUse(inventory, bucket).instances : [];
  const { hops, undecided } = oneHopAway(
    { place, instances, inside: new Set(inside.map(({ arn }) => arn)) },
    entrants,
  );
  return {
    bucket,
    actions,
    ...found,
    undecided: [...unseen, ...found.undecided, ...undecided],
    oneHopAway: hops,
    root: `arn:${partition}:iam::${account}:root`,
    notCovered: inventory ? notCovered : [...notCovered, withoutInventory],
  };
}
