import { type Arn, isArn, parseArn } from '#shared/connect/arn.ts';
import { keysOf } from '#shared/connect/key-names.ts';
import { keyUse } from '#shared/connect/key-use.ts';
import type { KeyPort, PrincipalPoliciesPort } from '#shared/ports.ts';
import type { KeyFacts } from '#shared/rules/key/facts.ts';
import { policiesOfRoles, rolesOf } from './effective-policies.ts';
import { type Gathering, ifNeeded, once, type Scope } from './gathering.ts';
import type { InventoryWorld } from './read-inventory.ts';
import { settingsToJudgeBy } from './settings.ts';

export interface KeyWorld extends InventoryWorld {
  readonly keys: KeyPort;
  /** Made anew for each event: it may remember. */
  readonly principalPolicies: () => PrincipalPoliciesPort;
}

/** Keys: AWS Config's id is the key id, without the ARN. */
export const gatherKeys =
  ({ state, keys, principalPolicies }: KeyWorld) =>
  (scope: Scope): Gathering<KeyFacts> => {
    const { deployment, inventory } = scope;
    const { partition, account, region } = deployment;
    const policies = principalPolicies();
    const policiesOf = once((arn: Arn) => policies.effectivePolicies(arn));
    const settings = once(() => settingsToJudgeBy(state, deployment));
    /** Another account's or region's are nothing that AWS Config could know here. */
    const own = keysOf(inventory).flatMap((arn) => {
      if (!isArn(arn)) return [];
      const parts = parseArn(arn);
      const id = parts.resource.replace(/^key\//, '');
      return parts.account === account && parts.region === region ? [{ arn, id }] : [];
    });
    return {
      known: async () => own.map(({ id }) => id),
      async facts({ resourceId }) {
        const key = own.find(({ arn, id }) => id === resourceId || arn === resourceId);
        const arn =
          key?.arn ?? (`arn:${partition}:kms:${region}:${account}:key/${resourceId}` as const);
        const use = keyUse(inventory, arn);
        const about: Scope = use.instances.length > 0 ? scope : { ...scope, needs: [] };
        return {
          id: resourceId,
          place: { partition, account, region },
          use,
          description: await ifNeeded(about, 'key-description', () => keys.describe(arn)),
          policy: await ifNeeded(about, 'key-policy', () => keys.policy(arn)),
          grants: await ifNeeded(about, 'key-grants', () => keys.grants(arn)),
          rotation: await ifNeeded(about, 'key-rotation', () => keys.rotation(arn)),
          rolePolicies: await policiesOfRoles(about, policiesOf, rolesOf(use.encryptors)),
          settings: await ifNeeded(about, 'settings', () => settings('all')),
        };
      },
    };
  };
