import type { World } from '../../world.ts';
import { iamOf, iamOfArn } from '../iam/state.ts';
import type { Identities } from './policy-principals.ts';
import type { Bucket } from './state.ts';

/** IAM as a bucket's policy sees it: ARNs of any account, bare ids of the bucket's own. */
export const iamIdentities = (
  world: World,
  { partition, owner, region }: Pick<Bucket, 'partition' | 'owner' | 'region'>,
): Identities => ({
  idOf: (arn) => {
    const { roles, users } = iamOfArn(world, arn);
    const name = arn.slice(arn.lastIndexOf('/') + 1).toLowerCase();
    const entity = (arn.includes(':role/') ? roles : users).get(name);
    return entity?.arn === arn ? entity.id : undefined;
  },
  arnOf: (id) => {
    const { roles, users } = iamOf(world, { partition, account: owner, region });
    return [...roles.values(), ...users.values()].find((entity) => entity.id === id)?.arn;
  },
});
