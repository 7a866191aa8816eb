import type { Place } from '#shared/connect/deployment.ts';
import type { Inventory } from '#shared/connect/inventory.ts';
import { parsePolicy } from '#shared/policy/parse.ts';
import type { AccountAuthorizationPort } from '#shared/ports.ts';
import { entranceSetting, entrantsOf, storagePrefixes } from '#shared/remediation/entrants.ts';
import { impactOnPrincipals } from '#shared/remediation/impact.ts';
import { impactActions } from '#shared/remediation/impact-actions.ts';
import { told } from '#shared/rules/judgements.ts';
import { once } from '../gathering.ts';
import type { AuditFinding } from './report.ts';

/** A bucket's policy as it is and as it would be; `null` is none. */
export interface PolicyChange {
  readonly bucket: string;
  readonly live: string | null;
  readonly planned: string | null;
}

export type LosesAccess = (
  place: Place,
  inventory: Inventory,
  change: PolicyChange,
) => Promise<NonNullable<AuditFinding['losesAccess']>>;

/** Who would lose access, by one look at everybody in the account for all buckets. */
export function losesAccess(port: AccountAuthorizationPort): LosesAccess {
  const everybody = once(async (_: 'account') => {
    const principals = await port.principals();
    if (principals.state === 'known') return entrantsOf(principals.value);
    return principals.state === 'unreadable' ? told(principals.why) : 'nobody is there';
  });
  return async ({ partition, account }, inventory, { bucket, live, planned }) => {
    const entrants = await everybody('account');
    if (typeof entrants === 'string') {
      return [{ arn: `arn:${partition}:iam::${account}:*`, because: `Cannot tell: ${entrants}` }];
    }
    const prefixes = storagePrefixes(inventory, bucket);
    const setting = entranceSetting({ partition, account, bucket }, prefixes, impactActions);
    const change = { live: parsed(live), planned: parsed(planned) };
    const impact = impactOnPrincipals(setting, prefixes, change, entrants);
    return [
      ...impact.shutOut.map(({ arn, because }) => ({ arn, because })),
      ...impact.undecided.map(({ arn, why }) => ({ arn, because: `Cannot tell: ${why}` })),
    ];
  };
}

const parsed = (policy: string | null) =>
  policy === null ? undefined : parsePolicy(policy, 'resource');
