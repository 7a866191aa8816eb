import { checkBucketPolicy } from '#shared/generate/check-bucket-policy.ts';
import { bucketPolicyLeastPrivilege } from './bucket/bucket-policy-least-privilege.ts';
import type { BucketFacts } from './bucket/facts.ts';
import type { Rule } from './rule.ts';

/** Every rule about a bucket: the AWS Config rules, permissions and tables follow from this list. */
export const bucketRules: readonly Rule<BucketFacts>[] = [
  bucketPolicyLeastPrivilege(checkBucketPolicy),
];
