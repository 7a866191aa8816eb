import type { Arn } from './arn.ts';
import type { Fact } from './fact.ts';

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ReplicationConfiguration.html */
export interface BucketReplication {
  /** The role that S3 replicates with. */
  readonly role: Arn;
  /** The names of the buckets that it replicates to. */
  readonly destinations: readonly string[];
}

/** The CloudFormation stack that a bucket says it belongs to. */
export interface BucketStack {
  readonly name: string;
  /** The service role of the stack; absent: it works with the permissions of whoever deploys it. */
  readonly role: Fact<Arn>;
  /**
   * Whether its template has a policy for the bucket. `perhaps`: it has one, and does not say for
   * which bucket.
   */
  readonly managesPolicy: Fact<'yes' | 'perhaps' | 'no'>;
}
