import type { AccountPrincipal } from '#shared/connect/effective-policies.ts';
import type { IamPrincipal, Inventory } from '#shared/connect/inventory.ts';
import { type PrincipalKind, principalKind } from '#shared/connect/names.ts';
import { associationsOf, instancesOf } from '#shared/connect/resource-use.ts';
import type { PolicyDocument } from '#shared/policy/document.ts';
import type { OwnEntrant } from '#shared/policy/prove/entrance.ts';
import type { EntranceSetting } from '#shared/policy/prove/entrance-view.ts';
import type { StatementReference } from '#shared/policy/request.ts';
import { ownPolicies, understood } from '#shared/rules/principal-access.ts';

/** A role or user of the account with its policies, understood, or why they are not. */
export interface AccountEntrant {
  readonly principal: IamPrincipal;
  readonly kind: PrincipalKind;
  readonly entrant: OwnEntrant | string;
  /** The names of its policies, as statements refer to them. */
  readonly policyNames: readonly string[];
  /** Of a role: who may assume it, as IAM gives it. */
  readonly trust?: string;
}

/** Reads each document once, however many principals hold it. */
export function entrantsOf(principals: readonly AccountPrincipal[]): readonly AccountEntrant[] {
  const read = new Map<string, PolicyDocument | string>();
  const readOnce: typeof understood = (text, kind, name) => {
    const found = read.get(text) ?? understood(text, kind, name);
    read.set(text, found);
    return found;
  };
  return principals.map(({ principal, policies }) => {
    const own = ownPolicies(policies, principal.arn, readOnce);
    const held = policies.state === 'known' ? policies.value : undefined;
    return {
      principal,
      kind: principalKind(principal.arn) ?? 'role',
      entrant: typeof own === 'string' ? own : { principal, ...own },
      policyNames: held?.identity.map(({ name }) => name) ?? [],
      ...(held?.trust !== undefined && { trust: held.trust }),
    };
  });
}

/** The prefixes under which Connect stores in a bucket, each ending the folder that it names. */
export const storagePrefixes = (inventory: Inventory, bucket: string): readonly string[] => [
  ...new Set(
    instancesOf(inventory)
      .flatMap(associationsOf)
      .filter((association) => association.bucket === bucket)
      .flatMap(({ prefix }) => (prefix ? [prefix.endsWith('/') ? prefix : `${prefix}/`] : [])),
  ),
];

export interface BucketPlace {
  readonly partition: string;
  readonly account: string;
  readonly bucket: string;
}

/** What is asked of a bucket; examples are recordings where Connect stores them. */
export const entranceSetting = (
  { partition, account, bucket }: BucketPlace,
  prefixes: readonly string[],
  actions: readonly string[],
): EntranceSetting => ({
  partition,
  account,
  bucket,
  actions,
  objectKeys: [...prefixes, 'connect/'].map((prefix) => `${prefix}2026/01/31/contact.wav`),
});

/** A statement by the names that people know: its policy's, and its Sid or place. */
export function statementName(
  { policy, policyIndex = 0, sid, index }: StatementReference,
  { policyNames }: Pick<AccountEntrant, 'policyNames'>,
  resourcePolicy = 'the bucket policy',
): string {
  const statement = sid === undefined ? `statement ${index + 1}` : `"${sid}"`;
  if (policy === 'resource') return `${statement} of ${resourcePolicy}`;
  if (policy === 'boundary') return `${statement} of its boundary`;
  return `${statement} of ${shortName(policyNames[policyIndex] ?? 'its own policy')}`;
}

/** The name at the end of a managed policy's ARN; of others the whole. */
const shortName = (name: string): string =>
  name.startsWith('arn:') ? name.slice(name.lastIndexOf('/') + 1) : name;

/** The name of a role or user, without account and path. */
export const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);
