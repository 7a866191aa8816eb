import type { RawPolicy } from '#shared/policy/document.ts';
import { AwsError } from '../../service.ts';
import type { Identities } from './policy-principals.ts';

/** What S3 needs to know to judge a policy that somebody puts on a bucket. */
export interface PolicyTarget {
  readonly bucketArn: string;
  readonly partition: string;
  readonly identities: Identities;
}

const maximumBytes = 20 * 1024;
const statementElements = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]);

/**
 * Judges a bucket policy as `PutBucketPolicy` does, and answers it parsed.
 * @throws AwsError `MalformedPolicy` (400) with S3's words.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList
 */
export function validatePolicy(text: string, target: PolicyTarget): RawPolicy {
  if (Buffer.byteLength(text) > maximumBytes) {
    throw malformed('Policy exceeds the maximum allowed document size.');
  }
  const policy = parseObject(text);
  for (const name of Object.keys(policy)) {
    if (!['Version', 'Id', 'Statement'].includes(name)) throw malformed(`Unknown field ${name}`);
  }
  const { Version, Statement } = policy;
  if (Version !== undefined && Version !== '2012-10-17' && Version !== '2008-10-17') {
    throw malformed('The policy must contain a valid version string');
  }
  if (Statement === undefined) throw malformed('Missing required field Statement');
  const statements: readonly unknown[] = Array.isArray(Statement) ? Statement : [Statement];
  if (statements.length === 0) {
    throw malformed('Could not parse the policy: Statement is empty!');
  }
  for (const statement of statements) validateStatement(statement, target);
  // Every member has been looked at above.
  return policy as unknown as RawPolicy;
}

function parseObject(text: string): Record<string, unknown> {
  const notJson = "Policies must be valid JSON and the first byte must be '{'";
  if (!text.startsWith('{')) throw malformed(notJson);
  try {
    return JSON.parse(text);
  } catch {
    throw malformed(notJson);
  }
}

function validateStatement(statement: unknown, target: PolicyTarget): void {
  if (!isRecord(statement)) throw malformed('Invalid policy syntax.');
  for (const name of Object.keys(statement)) {
    if (!statementElements.has(name)) throw malformed(`Unknown field ${name}`);
  }
  const { Effect } = statement;
  if (Effect === undefined) throw malformed('Missing required field Effect');
  if (Effect !== 'Allow' && Effect !== 'Deny') throw malformed(`Invalid effect: ${Effect}`);
  validatePrincipal(oneOf(statement, 'Principal'), target);
  const actions = strings(oneOf(statement, 'Action'), 'Policy has invalid action');
  const resources = strings(oneOf(statement, 'Resource'), 'Policy has invalid resource');
  if (!actions.every((action) => /^(\*|s3:[\w*?]+)$/i.test(action))) {
    throw malformed('Policy has invalid action');
  }
  if (!resources.every((resource) => belongsTo(target.bucketArn, resource))) {
    throw malformed('Policy has invalid resource');
  }
  if ('Action' in statement && 'Resource' in statement) matchKinds(actions, resources);
  validateCondition(statement.Condition);
}

/** One of `X` and `NotX`, never both. */
function oneOf(statement: Record<string, unknown>, name: string): unknown {
  const negated = statement[`Not${name}`];
  const plain = statement[name];
  if (plain !== undefined && negated !== undefined) throw malformed('Invalid policy syntax.');
  if (plain === undefined && negated === undefined) {
    throw malformed(`Missing required field ${name}`);
  }
  return plain ?? negated;
}

function strings(value: unknown, fault: string): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.length === 0 || !list.every((item) => typeof item === 'string')) throw malformed(fault);
  return list;
}

/** The bucket, something in it, or both by a wildcard right after its name. */
const belongsTo = (bucketArn: string, resource: string): boolean =>
  resource === bucketArn || resource.startsWith(`${bucketArn}/`) || resource === `${bucketArn}*`;

const bucketActions =
  /^s3:(CreateBucket|(List|Delete)Bucket[\w*?]*|(Get|Put)(Bucket[\w*?]*|(Encryption|Lifecycle|Replication|Accelerate|Analytics|Metrics|Inventory|IntelligentTiering)Configuration))$/i;
const objectActions =
  /^s3:((Get|Put|Delete)Object[\w*?]*|AbortMultipartUpload|ListMultipartUploadParts|RestoreObject|Replicate\w+|ObjectOwnerOverrideToBucketOwner|BypassGovernanceRetention)$/i;

/** Each action must apply to at least one kind of resource that the statement names. */
function matchKinds(actions: readonly string[], resources: readonly string[]): void {
  const objects = resources.some((resource) => /[/*]/.test(resource));
  const bucket = resources.some((resource) => !resource.includes('/'));
  for (const action of actions) {
    if ((objectActions.test(action) && !objects) || (bucketActions.test(action) && !bucket)) {
      throw malformed('Action does not apply to any resource(s) in statement');
    }
  }
}

const principalPatterns: Readonly<Record<string, RegExp>> = {
  Service: /^[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com(\.cn)?$/,
  Federated: /./,
  CanonicalUser: /^[0-9a-f]{64}$/,
};

function validatePrincipal(principal: unknown, target: PolicyTarget): void {
  const invalid = 'Invalid principal in policy';
  if (principal === '*') return;
  if (!isRecord(principal) || Object.keys(principal).length === 0) throw malformed(invalid);
  for (const [kind, value] of Object.entries(principal)) {
    for (const name of strings(value, invalid)) {
      const valid =
        kind === 'AWS' ? isAwsPrincipal(name, target) : principalPatterns[kind]?.test(name);
      if (!valid) throw malformed(invalid);
    }
  }
}

function isAwsPrincipal(name: string, { partition, identities }: PolicyTarget): boolean {
  if (name === '*' || /^\d{12}$/.test(name)) return true;
  if (/^A[A-Z]{3}[A-Z0-9]{12,}$/.test(name)) return identities.arnOf(name) !== undefined;
  const [arn, inPartition, service, region, account = '', resource = ''] = name.split(':');
  if (arn !== 'arn' || inPartition !== partition || region !== '') return false;
  if (service === 'iam' && account === 'cloudfront') return resource.startsWith('user/');
  if (!/^\d{12}$/.test(account)) return false;
  if (service === 'sts') return /^(assumed-role\/[^/]+\/|federated-user\/)[^/*?]+$/.test(resource);
  if (service !== 'iam') return false;
  return resource === 'root' || identities.idOf(name) !== undefined;
}

function validateCondition(condition: unknown): void {
  if (condition === undefined) return;
  if (!isRecord(condition)) throw malformed('Invalid policy syntax.');
  for (const keys of Object.values(condition)) {
    if (!isRecord(keys)) throw malformed('Invalid policy syntax.');
    for (const key of Object.keys(keys)) {
      if (!/^[\w.-]+:/.test(key)) {
        throw malformed('Policy has an invalid condition key');
      }
    }
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const malformed = (message: string): AwsError => new AwsError('MalformedPolicy', message);
