import type { Arn } from '#shared/connect/arn.ts';
import type { EffectivePolicies } from '#shared/connect/effective-policies.ts';
import { absent, type Fact, known, unreadable } from '#shared/connect/fact.ts';
import type { ConnectInstance, IamPrincipal } from '#shared/connect/inventory.ts';
import { associationsOf, instancesOf, unreadableStorage } from '#shared/connect/resource-use.ts';
import type { BucketPort, IamPort, PrincipalPoliciesPort } from '#shared/ports.ts';
import type { AdministratorFacts } from '#shared/rules/administrator/facts.ts';
import type { PrincipalSetting, Settings } from '#shared/settings/settings.ts';
import { Retryable } from './errors.ts';
import { further, type Gathering, ifNeeded, once, type Scope } from './gathering.ts';
import { expectedId, remembering, resolve } from './principals.ts';
import type { InventoryWorld } from './read-inventory.ts';
import { settingsToJudgeBy } from './settings.ts';

export interface AdministratorWorld extends InventoryWorld {
  readonly iam: IamPort;
  readonly bucket: Pick<BucketPort, 'policy'>;
  /** Made anew for each event: it may remember. */
  readonly principalPolicies: () => PrincipalPoliciesPort;
}

/** Somebody whom the settings name, and where. */
interface Administrator {
  readonly principal: IamPrincipal;
  readonly instances: readonly ConnectInstance[];
}

/** Administrators: AWS Config's id is IAM's unique id. */
export const gatherAdministrators =
  ({ state, iam, bucket, principalPolicies }: AdministratorWorld) =>
  (scope: Scope): Gathering<AdministratorFacts> => {
    const { deployment, inventory } = scope;
    const { partition, account, region } = deployment;
    const asking = remembering(iam);
    const policies = principalPolicies();
    const policiesOf = once((arn: Arn) => policies.effectivePolicies(arn));
    const bucketPolicy = once((name) => bucket.policy(name));
    const administrators = once(() =>
      ifNeeded(scope, 'settings', () => settingsToJudgeBy(state, deployment)).then((settings) =>
        further(settings, (read) => administratorsOf(asking, read, instancesOf(inventory))),
      ),
    );
    const named = async (id: string): Promise<Administrator | undefined> => {
      const all = await administrators('all');
      return all.state === 'known'
        ? all.value.find(({ principal }) => principal.id === id)
        : undefined;
    };
    return {
      async known(resourceType) {
        const all = await administrators('all');
        if (all.state !== 'known') {
          const why = all.state === 'unreadable' ? `${all.why.action}: ${all.why.message}` : '';
          throw new Retryable(`Who administers is not known: ${why}`);
        }
        return all.value.flatMap(({ principal: { arn, id } }) =>
          typeOf(arn) === resourceType ? [id] : [],
        );
      },
      arnOf: async ({ resourceId }) => (await named(resourceId))?.principal.arn,
      async facts({ resourceId }) {
        const all = await administrators('all');
        const found = await named(resourceId);
        const instances = found?.instances ?? [];
        const principal: Fact<IamPrincipal> = found
          ? known(found.principal)
          : all.state === 'unreadable'
            ? all
            : absent;
        const need = found && typeOf(found.principal.arn) === 'AWS::IAM::User' ? 'user' : 'role';
        const about: Scope = instances.length > 0 ? scope : { ...scope, needs: [] };
        const unreadable = unreadableStorage(inventory);
        const others = instancesOf(inventory).filter((each) => !instances.includes(each));
        const policies = await ifNeeded(about, `${need}-policies`, () =>
          further(principal, ({ arn }) => policiesOf(arn)),
        );
        const bucketPolicies = new Map<string, Fact<string>>();
        for (const name of mayReachBuckets(policies) ? bucketsOf(others) : []) {
          bucketPolicies.set(
            name,
            await ifNeeded(about, 'bucket-policy', () => bucketPolicy(name)),
          );
        }
        return {
          id: resourceId,
          place: { partition, account, region },
          principal,
          instances,
          others,
          complete: inventory.instances.state === 'known' && unreadable.length === 0,
          unreadable,
          policies,
          bucketPolicies: Object.fromEntries(bucketPolicies),
        };
      },
    };
  };

/** Whether a statement names actions of S3 at all: most administrators' policies name none. */
const mayReachBuckets = (policies: Fact<EffectivePolicies>): boolean =>
  policies.state === 'known' &&
  policies.value.identity.some(({ document }) => /"(s3|\*|NotAction)/i.test(document));

const bucketsOf = (instances: readonly ConnectInstance[]): ReadonlySet<string> =>
  new Set(instances.flatMap(associationsOf).flatMap(({ bucket }) => bucket ?? []));

const typeOf = (arn: string): string =>
  arn.includes(':user/') ? 'AWS::IAM::User' : 'AWS::IAM::Role';

/**
 * Everybody whom the settings name, each once. Somebody who is not to be found, or not surely the
 * one who was named, administers nothing.
 */
async function administratorsOf(
  iam: IamPort,
  { administrators = [], instances: own = {}, ids }: Settings,
  instances: readonly ConnectInstance[],
): Promise<Fact<readonly Administrator[]>> {
  const named: readonly (readonly [PrincipalSetting, readonly ConnectInstance[]])[] = [
    ...administrators.map((setting) => [setting, instances] as const),
    ...Object.entries(own).flatMap(([instance, settings]) =>
      (settings.administrators ?? []).map(
        (setting) => [setting, instances.filter(({ arn }) => arn === instance)] as const,
      ),
    ),
  ];
  const found = new Map<string, Administrator>();
  for (const [setting, theirs] of named) {
    const expected = typeof setting === 'string' ? expectedId(ids, setting) : undefined;
    const resolved = await resolve(iam, setting, expected);
    if (resolved.state === 'unreadable') return unreadable(resolved.why);
    if (resolved.state !== 'found') continue;
    const { principal } = resolved;
    const before = found.get(principal.id)?.instances ?? [];
    found.set(principal.id, { principal, instances: [...new Set([...before, ...theirs])] });
  }
  return known([...found.values()]);
}
