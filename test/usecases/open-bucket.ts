import { expect } from '@jest/globals';
import { checkBucketPolicy } from '#shared/generate/check-bucket-policy.ts';
import { parsePolicy } from '#shared/policy/parse.ts';
import {
  type RemediateRequest,
  remediateBucketPolicy,
} from '#shared/usecases/remediate-bucket-policy.ts';
import { restoreBucketPolicy } from '#shared/usecases/restore-bucket-policy.ts';
import {
  bucket,
  type ContactCenter,
  contactCenter,
  deployment,
  facts,
} from '../fakes/contact-center.ts';

const request = { deployment, bucket, executionId: 'e-1', check: checkBucketPolicy };
export const remediate = (world: ContactCenter, more: Partial<RemediateRequest> = {}) =>
  remediateBucketPolicy(world, { ...request, ...more });
export const restore = (world: ContactCenter) =>
  restoreBucketPolicy(world, { ...request, executionId: 'e-2' });

export const everything = [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`];
export const shared = {
  Effect: 'Allow',
  Principal: { AWS: '111122223333' },
  Action: 's3:*',
  Resource: everything,
};
export const text = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });
export const open = text(shared);

export const withPolicy = (policy: string): ContactCenter => {
  const world = contactCenter();
  world.bucket.policies.set(bucket, policy);
  return world;
};

/** Nobody is let in or shut out who should not be, whatever else the policy allows strangers in vain. */
export const isClosed = (world: ContactCenter): boolean =>
  checkBucketPolicy(facts, parsePolicy(world.bucket.policies.get(bucket) ?? '')).findings.every(
    ({ question }) => question === 'grant',
  );

/** Untouched; or closed, with what was there in a backup. */
export function heldTo(world: ContactCenter, before: string): void {
  if (world.bucket.policies.get(bucket) === before) return;
  expect(isClosed(world)).toBe(true);
  const kept = world.state.keys('backups/').map((key) => world.state.json(key));
  expect(kept).toContainEqual(expect.objectContaining({ before }));
}
