import { isArn, parseArn } from '#shared/connect/arn.ts';
import type { Place } from '#shared/connect/deployment.ts';
import { absent, type Fact } from '#shared/connect/fact.ts';
import { refuse } from '#shared/connect/json-shape.ts';
import type { Policies } from '#shared/policy/decide.ts';
import { s3ActionScope } from '#shared/policy/s3-actions.ts';
import type { BucketPort, KeyPort, PrincipalPoliciesPort } from '#shared/ports.ts';

/** What is asked about, and which policy of its own has a say. */
export interface AskedResource {
  readonly arn: string;
  readonly has:
    | NonNullable<Policies['resourceKind']>
    | 'no policy'
    | 'a policy that is not looked at';
  /** What holds the policy: the bucket of an object. */
  readonly holder: string;
}

/** Services none of whose resources has a policy of its own. */
const withoutPolicies = ['connect', 'iam', 'config', 'cloudformation', 'firehose'];

/**
 * An ARN, or `s3://bucket/key`.
 * @throws InvalidDocument also when the action is not one on such a resource
 */
export function resourceAt(
  text: string,
  path: string,
  action: string,
  { partition }: Place,
): AskedResource {
  const arn = text.replace(/^s3:\/\//, `arn:${partition}:s3:::`).replace(/\/$/, '');
  if (!isArn(arn)) return refuse(path, 'an ARN, or s3://bucket/key', text);
  const { service, resource } = parseArn(arn);
  if (service === 's3') {
    const isObject = resource.includes('/');
    const scope = s3ActionScope(action);
    if (scope === 'object' && !isObject) refuse(path, `an object, as ${action} needs`, text);
    if (scope === 'bucket' && isObject) refuse(path, `a bucket, as ${action} needs`, text);
    return { arn, has: 'bucket', holder: resource.split('/')[0] ?? '' };
  }
  if (service === 'kms') return { arn, has: 'key', holder: arn };
  if (/^sts:AssumeRole/i.test(action)) return { arn, has: 'role-trust', holder: arn };
  const has = withoutPolicies.includes(service) ? 'no policy' : 'a policy that is not looked at';
  return { arn, has, holder: arn };
}

export interface ResourcePolicyWorld {
  readonly bucket: Pick<BucketPort, 'policy'>;
  readonly keys: Pick<KeyPort, 'policy'>;
  readonly principals: PrincipalPoliciesPort;
}

/** The text of the policy on the resource; `absent`: it has none. */
export async function policyOn(
  { has, holder }: AskedResource,
  { bucket, keys, principals }: ResourcePolicyWorld,
): Promise<Fact<string>> {
  if (has === 'bucket') return bucket.policy(holder);
  if (has === 'no policy') return absent;
  if (has === 'key' && isArn(holder)) return keys.policy(holder);
  if (has === 'role-trust' && isArn(holder)) {
    const role = await principals.effectivePolicies(holder);
    if (role.state !== 'known') return role;
    return role.value.trust === undefined ? absent : { state: 'known', value: role.value.trust };
  }
  const message = `the policy that ${holder} may have is not looked at`;
  return { state: 'unreadable', why: { action: 'none', code: 'NotLookedAt', message } };
}
