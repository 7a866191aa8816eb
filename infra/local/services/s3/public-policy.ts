import type { Condition, PolicyDocument, Statement } from '#shared/policy/document.ts';

/** Condition keys whose fixed value makes an Allow for everyone non-public. */
const trustedKeys = new Set(
  [
    'aws:PrincipalAccount',
    'aws:PrincipalArn',
    'aws:PrincipalOrgID',
    'aws:PrincipalOrgPaths',
    'aws:PrincipalServiceName',
    'aws:SourceAccount',
    'aws:SourceArn',
    'aws:SourceOrgID',
    'aws:SourceOrgPaths',
    'aws:SourceOwner',
    'aws:SourceVpc',
    'aws:SourceVpcArn',
    'aws:SourceVpce',
    'aws:VpceAccount',
    'aws:VpceOrgID',
    'aws:VpceOrgPaths',
    'aws:userid',
    's3:DataAccessPointAccount',
    's3:DataAccessPointArn',
    's3:x-amz-server-side-encryption-aws-kms-key-id',
  ].map((key) => key.toLowerCase()),
);

/** ARN-valued keys may have wildcards outside the account: the account is what is trusted. */
const arnKeys = new Set(['aws:principalarn', 'aws:sourcearn', 's3:dataaccesspointarn']);

const positive = new Set([
  'StringEquals',
  'StringEqualsIgnoreCase',
  'StringLike',
  'ArnEquals',
  'ArnLike',
]);

/**
 * Whether S3 calls a bucket policy public: some Allow is for everyone and no condition narrows it
 * to fixed values of keys that someone owns, or to address ranges that are not too broad.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 */
export const isPublicPolicy = (policy: PolicyDocument): boolean =>
  policy.statements.some(
    (statement) =>
      statement.effect === 'Allow' &&
      allowsEveryone(statement) &&
      !statement.conditions.some(narrowsToTrusted),
  );

function allowsEveryone({ principal }: Statement): boolean {
  if (principal === undefined) return false;
  if (principal.negated) return true;
  return (
    principal.everyone ||
    principal.aws.some((value) => value === '*') ||
    principal.federated.includes('*') ||
    principal.service.includes('*')
  );
}

function narrowsToTrusted(condition: Condition): boolean {
  // A missing key satisfies these forms, so they leave the statement open.
  if (condition.ifExists || condition.set === 'ForAllValues') return false;
  const key = condition.key.toLowerCase();
  if (condition.operator === 'IpAddress') {
    return key === 'aws:sourceip' && condition.values.every(isNarrowRange);
  }
  if (!positive.has(condition.operator) || !trustedKeys.has(key)) return false;
  return condition.values.every((value) => isFixed(key, value));
}

function isFixed(key: string, value: string): boolean {
  if (value.includes('${')) return false;
  if (!/[*?]/.test(value)) return true;
  if (!arnKeys.has(key)) return false;
  return /^[0-9]{12}$/.test(value.split(':')[4] ?? '');
}

/** Ranges wider than /8 (IPv4, the private ones excepted) or /32 (IPv6) count as everybody. */
function isNarrowRange(cidr: string): boolean {
  const [address = '', length] = cidr.split('/');
  const widest = address.includes(':') ? 32 : 8;
  return length === undefined || Number(length) >= widest;
}
