import { PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { beforeAll, expect, it, jest } from '@jest/globals';
import { deployGuard, serveScenario } from '#cli/local/start.ts';
import { rule } from '#cli/story/dashboard.ts';
import { synthesize } from '#infra/aws/synthesize.ts';
import type { LocalAws } from '#infra/local/local-aws.ts';
import { buckets } from '#infra/local/scenarios/contact-center/buckets.ts';
import { instances } from '#infra/local/scenarios/contact-center/instances.ts';
import { people } from '#infra/local/scenarios/contact-center/people.ts';
import { firstRecording } from '#infra/local/scenarios/contact-center/recordings.ts';
import { contactCenter } from '#infra/local/scenarios/contact-center.ts';
import { bucketState } from '#infra/local/services/s3/state.ts';
import { type UnconfirmedFactId, unconfirmedFacts } from '#infra/local/unconfirmed.ts';
import { deploymentIn } from '#shared/connect/deployment.ts';
import { canRead, judged, openToAll, policyOf, policyWrites, s3As } from './guarded-account.ts';
import { judgedOnlyBy } from './judged-only-by.ts';

jest.setTimeout(400_000);

const users = [
  [buckets.support, instances.support],
  [buckets.sales, instances.sales],
  [buckets.archive, instances.legacy],
  [buckets.clinic, instances.clinic],
] as const;

const opened = openToAll(buckets.sales);

/** Every policy that the guard has replaced, as its backups have them. */
function backups({ world, home }: LocalAws): readonly string[] {
  const state = bucketState(world, home, deploymentIn(home).stateBucket);
  return [...(state?.objects ?? [])]
    .filter(([key]) => key.startsWith('backups/'))
    .map(([, versions]) => Buffer.from(versions[0]?.body ?? '').toString())
    .filter((backup) => JSON.parse(backup).madeBy !== 'somebody-else');
}

const assembly = await synthesize();

/** Lets a bucket drift where AWS answers one fact the other way. @throws when safety does not hold */
async function driftWith(flipped: UnconfirmedFactId): Promise<void> {
  const aws = await serveScenario(contactCenter, 0, [flipped]);
  try {
    await deployGuard(aws, contactCenter, assembly, contactCenter.settings, judgedOnlyBy(rule));
    const put = new PutBucketPolicyCommand({ Bucket: buckets.sales, Policy: opened });
    await s3As(aws, people.administrator).send(put);
    await aws.world.events.idle();
    for (const [bucket, instance] of users) {
      const key = firstRecording(instance.alias);
      const reads = (arn: string) => canRead(s3As(aws, arn), bucket, key);
      expect([bucket, await reads(instance.role)]).toEqual([bucket, true]);
      expect([bucket, await reads(people.administrator)]).toEqual([bucket, true]);
      const verdict = (await judged(aws, bucket))?.verdict;
      if (await reads(people.analyst)) expect([bucket, verdict]).toEqual([bucket, 'NON_COMPLIANT']);
    }
    const closings = policyWrites(aws).filter((write) => write.includes('Remediator'));
    expect(backups(aws)).toHaveLength(closings.length);
    const live = JSON.parse((await policyOf(aws, buckets.sales)) ?? '{}');
    const kept = backups(aws).some((backup) => backup.includes('Oops'));
    expect(kept || JSON.stringify(live) === opened).toBe(true);
  } finally {
    await aws.close();
  }
}

const outcomes = new Map<UnconfirmedFactId, PromiseSettledResult<void>>();
beforeAll(async () => {
  const left = unconfirmedFacts.values();
  const lane = async () => {
    for (const { id } of left) {
      const [outcome] = await Promise.allSettled([driftWith(id)]);
      outcomes.set(id, outcome);
    }
  };
  await Promise.all(Array.from({ length: 4 }, lane));
});

it.each(unconfirmedFacts.map(({ id, question }) => [question, id] as const))(
  'nobody is locked out, nothing is lost and no open bucket is called closed, whatever the answer: %s',
  (_, id) => {
    const outcome = outcomes.get(id);
    if (outcome?.status === 'rejected') throw outcome.reason;
    expect(outcome?.status).toBe('fulfilled');
  },
);
