import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bucketUse } from '#shared/connect/bucket-use.ts';
import { checkBucketPolicy } from '#shared/generate/check-bucket-policy.ts';
import { parsePolicy } from '#shared/policy/parse.ts';
import { settingsForBucket } from '#shared/settings/for-bucket.ts';
import type { Settings } from '#shared/settings/settings.ts';
import { baselineOf } from '#shared/usecases/baseline.ts';
import { remediateBucketPolicy } from '#shared/usecases/remediate-bucket-policy.ts';
import { restoreBucketPolicy } from '#shared/usecases/restore-bucket-policy.ts';
import {
  bucket,
  contactCenter,
  deployment,
  inventory,
  roles,
  settings,
} from '../fakes/contact-center.ts';

const objects = `arn:aws:s3:::${bucket}/*`;

/** A customer's statement, or one that was ours and was tampered with. */
const statement = fc.record(
  {
    Sid: fc.constantFrom(
      'Theirs',
      'Other',
      'ConnectStorageGuardDenyUnlisted',
      'ConnectStorageGuardX',
    ),
    Effect: fc.constantFrom('Allow', 'Deny'),
    Principal: fc.constantFrom<unknown>(
      '*',
      { AWS: '*' },
      { AWS: '111122223333' },
      { AWS: roles.tokyo.arn },
      { Service: 'logging.s3.amazonaws.com' },
    ),
    Action: fc.constantFrom<unknown>(
      's3:*',
      's3:GetObject',
      ['s3:PutObject', 's3:ListBucket'],
      's3:GetBucketPolicy',
    ),
    Resource: fc.constantFrom<unknown>(
      objects,
      [`arn:aws:s3:::${bucket}`, objects],
      `arn:aws:s3:::${bucket}`,
    ),
    Condition: fc.constantFrom<unknown>(
      { Bool: { 'aws:SecureTransport': 'false' } },
      { StringNotLike: { 'aws:userId': [`${roles.tokyo.id}:*`] } },
      { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
      { StringNotEquals: { 'aws:PrincipalAccount': '111122223333' } },
    ),
  },
  { requiredKeys: ['Sid', 'Effect', 'Principal', 'Action', 'Resource'] },
);

const policy = fc
  .uniqueArray(statement, { minLength: 1, maxLength: 4, selector: ({ Sid }) => Sid })
  .map((Statement) => JSON.stringify({ Version: '2012-10-17', Statement }, null, 1));

describe('whatever policy a bucket has', () => {
  it('a remediation closes it and can be taken back byte for byte, or writes nothing', async () => {
    const statuses = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        policy,
        fc.constantFrom('observable' as const, 'article' as const),
        fc.constantFrom('merge' as const, 'replace' as const),
        async (before, profile, policies) => {
          const world = contactCenter();
          const all: Settings = { ...settings, profile, policies };
          world.state.seed('settings.json', all);
          world.bucket.policies.set(bucket, before);
          const request = { deployment, bucket, executionId: 'e', check: checkBucketPolicy };
          const { status } = await remediateBucketPolicy(world, request);
          statuses.add(status);
          if (status !== 'REMEDIATED') {
            expect(world.bucket.policies.get(bucket)).toBe(before);
            expect(world.bucket.writes).toEqual([]);
            return;
          }
          const use = bucketUse(inventory, bucket);
          const now = world.clock.now();
          const forBucket = settingsForBucket(all, bucket, use.instances, now);
          const baseline = await baselineOf(bucket, {
            iam: world.iam,
            deployment,
            settings: all,
            forBucket,
            use,
            now,
          });
          if (baseline.state !== 'known') throw new Error('the baseline is known');
          const live = parsePolicy(world.bucket.policies.get(bucket) ?? '');
          const left = checkBucketPolicy(baseline.value.facts, live).findings.map(
            ({ question }) => question,
          );
          expect(left.filter((question) => question !== 'grant')).toEqual([]);
          world.clock.pass(1000);
          const restored = await restoreBucketPolicy(world, request);
          expect(['RESTORED', 'REFUSED', 'UNDECIDED']).toContain(restored.status);
          if (restored.status === 'RESTORED')
            expect(world.bucket.policies.get(bucket)).toBe(before);
        },
      ),
      { numRuns: 60, seed: 20260301 },
    );
    expect(statuses).toContain('REMEDIATED');
    expect(statuses).toContain('REFUSED');
  });
});
