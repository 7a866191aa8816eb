import { type Fact, known, unreadable } from '#shared/connect/fact.ts';
import type { BucketConfiguration, BucketFacts } from './facts.ts';
import { sampleBucket } from './sample.ts';
import { uninspected } from './uninspected.ts';

/** A bucket of Connect of whose configuration only this was looked up. */
export const configuredBucket = (looked: Partial<BucketConfiguration>): BucketFacts =>
  sampleBucket({ configuration: { ...uninspected, ...looked } });

/** What S3 answers when the bucket's policy denies us the read. */
export const deniedRead = (action: string): Fact<never> =>
  unreadable({
    action,
    code: 'AccessDenied',
    message: `not authorized to perform: ${action} with an explicit deny`,
  });

/** As {@link configuredBucket}, for an instance that keeps its attachments there. */
export function attachmentsBucket(looked: Partial<BucketConfiguration>): BucketFacts {
  const facts = configuredBucket(looked);
  const kept = facts.use.associations.map((association) => ({
    ...association,
    resourceType: 'ATTACHMENTS',
    prefix: 'connect/sample/Attachments',
  }));
  const instances = facts.use.instances.map((instance) => ({
    ...instance,
    storage: { ATTACHMENTS: known(kept) },
  }));
  return { ...facts, use: { ...facts.use, instances, associations: kept } };
}
