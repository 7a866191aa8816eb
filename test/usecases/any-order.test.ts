import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { generateBucketPolicy } from '#shared/generate/bucket-policy.ts';
import { checkBucketPolicy } from '#shared/generate/check-bucket-policy.ts';
import type { Outcome } from '#shared/remediation/outcome.ts';
import { readPolicy } from '#shared/rules/bucket/live-policy.ts';
import { adoptBucket } from '#shared/usecases/adopt-bucket.ts';
import { remediateBucketPolicy } from '#shared/usecases/remediate-bucket-policy.ts';
import { restoreBucketPolicy } from '#shared/usecases/restore-bucket-policy.ts';
import {
  bucket,
  type ContactCenter,
  contactCenter,
  deployment,
  facts,
  inventory,
  roles,
  settings,
} from '../fakes/contact-center.ts';
import { CutOff, cutOff } from '../fakes/cut-off.ts';

const objects = `arn:aws:s3:::${bucket}/*`;
const of = (Statement: unknown) => JSON.stringify({ Version: '2012-10-17', Statement }, null, 1);
const newcomer = 'arn:aws:iam::111122223333:role/newcomer';

/** What somebody types into the console at night. */
const handmade: readonly (string | null)[] = [
  null,
  of({ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: objects }),
  of({ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: objects }),
  of([
    {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: [`arn:aws:s3:::${bucket}`, objects],
      Condition: { StringNotLike: { 'aws:userId': [`${roles.admin.id}:*`] } },
    },
  ]),
  of(generateBucketPolicy({ ...facts, administrators: [] }).Statement),
  of(generateBucketPolicy({ ...facts, workloads: [{ ...roles.sso, actions: [] }] }).Statement),
  of([
    { Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 's3:*', Resource: objects },
    {
      Sid: 'ConnectStorageGuardMine',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:PutObject',
      Resource: objects,
    },
  ]),
];

const run = { deployment, bucket, check: checkBucketPolicy };
const caller = roles.admin.arn;

type Act = (world: ContactCenter) => Promise<Pick<Outcome, 'status' | 'reasons'> | undefined>;
let executions = 0;
const executionId = () => `e-${++executions}`;

const byItself: Act = (world) =>
  remediateBucketPolicy(world, { ...run, executionId: executionId() });
const byHand: Act = (world) =>
  remediateBucketPolicy(world, {
    ...run,
    executionId: executionId(),
    by: { kind: 'person', caller },
  });
const restored: Act = (world) => restoreBucketPolicy(world, { ...run, executionId: executionId() });
const adopted: Act = (world) => adoptBucket(world, { ...run, executionId: executionId(), caller });

const settingsPut =
  (changed: object): Act =>
  async (world) => {
    world.state.seed('settings.json', { ...settings, ...changed });
    return undefined;
  };

const act: fc.Arbitrary<Act> = fc.oneof(
  { arbitrary: fc.constant(byItself), weight: 6 },
  { arbitrary: fc.constantFrom(byHand, restored, adopted), weight: 4 },
  {
    arbitrary: fc.constantFrom(...handmade).map(
      (policy): Act =>
        async ({ bucket: s3 }) => {
          if (policy === null) s3.policies.delete(bucket);
          else s3.policies.set(bucket, policy);
          return undefined;
        },
    ),
    weight: 5,
  },
  {
    arbitrary: fc
      .record({
        work: fc.constantFrom(byItself, byHand, restored),
        call: fc.integer({ min: 1, max: 40 }),
        when: fc.constantFrom('before' as const, 'after' as const),
      })
      .map(
        ({ work, call, when }): Act =>
          (world) =>
            work(cutOff(world, call, when)),
      ),
    weight: 4,
  },
  {
    arbitrary: fc
      .record({
        work: fc.constantFrom(byItself, byHand, restored),
        read: fc.integer({ min: 1, max: 4 }),
        policy: fc.constantFrom(...handmade),
      })
      .map(
        ({ work, read, policy }): Act =>
          (world) => {
            const at = world.bucket.reads + read;
            world.bucket.interfere = (now) => {
              if (now === at && policy !== null) world.bucket.policies.set(bucket, policy);
            };
            return work(world);
          },
      ),
    weight: 3,
  },
  {
    arbitrary: fc.constantFrom(
      settingsPut({}),
      settingsPut({ administrators: [caller, newcomer] }),
      settingsPut({ policies: 'replace' }),
      settingsPut({ mode: 'observe' }),
    ),
    weight: 2,
  },
  {
    arbitrary: fc.constantFrom(1000, 60_000, 301_000, 7_200_000).map(
      (time): Act =>
        async ({ clock }) => {
          clock.pass(time);
          return undefined;
        },
    ),
    weight: 4,
  },
);

/** Every policy that a write of ours replaced is in a backup, byte for byte. */
function watched(world: ContactCenter): ContactCenter {
  const keep = async (write: () => Promise<void>) => {
    const before = world.bucket.policies.get(bucket) ?? null;
    const kept = world.state
      .keys('backups/')
      .map((key) => world.state.json(key) as { before: unknown });
    expect(kept.map((each) => each.before)).toContain(before);
    await write();
  };
  const { bucket: s3 } = world;
  const [put, remove] = [s3.putPolicy.bind(s3), s3.deletePolicy.bind(s3)];
  s3.putPolicy = (name, policy) => keep(() => put(name, policy));
  s3.deletePolicy = (name) => keep(() => remove(name));
  return world;
}

const lockedOut = (world: ContactCenter): readonly string[] => {
  const live = readPolicy(world.bucket.policies.get(bucket) ?? null);
  if ('problem' in live) return [live.problem];
  return checkBucketPolicy(facts, live.document)
    .findings.filter(({ question }) => question === 'lockout')
    .map(({ because }) => because);
};

it('whatever people do meanwhile, the guard locks nobody out and loses no policy', async () => {
  const statuses = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 25, maxLength: 25 }), async (acts) => {
      const world = watched(contactCenter());
      world.iam.ids.set(newcomer, 'AROANEWCOMER000000001');
      for (const each of acts) {
        const writes = world.bucket.writes.length;
        world.state.seed('inventory.json', {
          ...inventory,
          takenAt: world.clock.now().toISOString(),
        });
        try {
          const done = await each(world);
          if (done) {
            statuses.add(done.status);
            expect(done.reasons[0]).toMatch(/\S/);
          }
        } catch (error) {
          const isExpected =
            error instanceof CutOff || (error instanceof Error && error.name === 'Retryable');
          if (!isExpected) throw error;
        }
        world.bucket.interfere = () => {};
        if (
          world.bucket.writes.length > writes &&
          world.bucket.writes.at(-1)?.policy === world.bucket.policies.get(bucket)
        ) {
          expect(lockedOut(world)).toEqual([]);
        }
      }
      world.clock.pass(8 * 24 * 60 * 60 * 1000);
      world.state.seed('inventory.json', {
        ...inventory,
        takenAt: world.clock.now().toISOString(),
      });
      const { status, refusals } = await remediateBucketPolicy(world, {
        ...run,
        executionId: 'last',
        by: { kind: 'person', caller },
      });
      expect(
        status === 'REFUSED'
          ? refusals.length
          : ['REMEDIATED', 'ALREADY_COMPLIANT'].indexOf(status) + 1,
      ).toBeGreaterThan(0);
    }),
    { numRuns: 12, seed: 20260301 },
  );
  for (const status of ['REMEDIATED', 'RESTORED', 'REFUSED', 'CONFLICT', 'ALREADY_COMPLIANT']) {
    expect(statuses).toContain(status);
  }
});
