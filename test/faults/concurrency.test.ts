import { DeleteBucketPolicyCommand, PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { cloudTrailEvent } from '#infra/local/services/events/cloudtrail-event.ts';
import { putObject } from '#infra/local/services/s3/object-store.ts';
import { checkBucketPolicy } from '#shared/generate/check-bucket-policy.ts';
import { settingsKey } from '#shared/settings/settings.ts';
import { Retryable } from '#shared/usecases/errors.ts';
import { keepOthersPolicy } from '#shared/usecases/others-policy.ts';
import { remediateBucketPolicy } from '#shared/usecases/remediate-bucket-policy.ts';
import { asking, letIn, lockedOut } from './access.ts';
import { type Account, buckets, deployment, people, startAccount } from './account.ts';
import { portsAs } from './ports.ts';

const bucket = buckets.own;
const executions = 50;

let account: Account;
beforeAll(async () => {
  account = await startAccount();
  const { world, home } = account.aws;
  const settings = { version: 1, mode: 'enforce', administrators: [people.administrator] };
  // They are to go on, however often it was put right.
  const body = JSON.stringify({ ...settings, remediationLimit: { count: 100 } });
  putObject(world, home, { bucket: deployment.stateBucket, key: settingsKey, body });
}, 120_000);
afterAll(() => account.aws.close());

/** Who wrote what, in the order in which it took place; `null`: deleted. */
interface Write {
  readonly by: 'guard' | 'human';
  readonly policy: string | null;
}

/** @param events is given the human's as CloudTrail tells them */
function recordWrites(events: object[]) {
  const writes: Write[] = [];
  let recording = true;
  const { world, home } = account.aws;
  world.events.on('management-called', (made) => {
    const { operation, caller, input } = made.call;
    if (!recording || made.error || !/^(Put|Delete)BucketPolicy$/.test(operation)) return;
    const by = caller.arn === deployment.remediatorRole ? 'guard' : 'human';
    writes.push({ by, policy: typeof input.Policy === 'string' ? input.Policy : null });
    if (by === 'human') events.push(cloudTrailEvent(made, home));
  });
  const stop = () => {
    recording = false;
  };
  return { writes, stop };
}

/** Each opens the bucket, and bears a name of its own. */
const opening = (n: number): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: `Human${n}`,
        Effect: 'Allow',
        Principal: { AWS: people.bystander },
        Action: 's3:GetObject',
        Resource: `arn:aws:s3:::${bucket}/*`,
      },
    ],
  });

const nameIn = (policy: string | null): string =>
  policy === null ? 'none' : (/Human\d+/.exec(policy)?.[0] ?? 'ours');

/** The names of the human's policies that backups hold. */
const kept = () =>
  new Set(
    account
      .keys(`backups/${bucket}/`)
      .map((key) => nameIn((account.stored(key) as { before: string | null }).before)),
  );

/** Waits while so many policies are read: the human meets runs at other moments each time. */
async function reads(count: number, goOn: () => boolean): Promise<void> {
  const { entries } = account.aws.world.ledger;
  let from = entries.length;
  for (let left = count; left > 0 && goOn(); ) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    const made = entries.slice(from);
    from += made.length;
    left -= made.filter(({ operation }) => operation === 'GetBucketPolicy').length;
  }
}

const request = { deployment, bucket, check: checkBucketPolicy };

it('what a human writes in the instant before the guard is kept from its CloudTrail event', async () => {
  const { aws } = account;
  const ports = portsAs(aws, deployment.remediatorRole, deployment);
  const s3 = new S3Client(aws.clientFor(people.administrator));
  const write = (n: number) =>
    s3.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: opening(n) }));
  const events: object[] = [];
  const stop = recordWrites(events).stop;
  await write(1001);
  const putPolicy = async (name: string, policy: string) => {
    await write(1002);
    await ports.bucket.putPolicy(name, policy);
  };
  const world = { ...ports, bucket: { ...ports.bucket, putPolicy } };
  const done = await remediateBucketPolicy(world, { ...request, executionId: 'unlucky' });
  stop();
  expect(done.status).toBe('REMEDIATED');
  expect([kept().has('Human1001'), kept().has('Human1002')]).toEqual([true, false]);
  for (const event of events) await keepOthersPolicy(ports.state, deployment, event);
  expect(kept().has('Human1002')).toBe(true);
});

it('50 remediations at once and a human who goes on editing: no policy of the human is lost', async () => {
  const { aws } = account;
  const ports = portsAs(aws, deployment.remediatorRole, deployment);
  const events: object[] = [];
  const { writes } = recordWrites(events);

  const statuses: string[] = [];
  const execute = async (n: number): Promise<void> => {
    for (let attempt = 1; attempt <= 3; attempt++) {
      try {
        const executionId = `execution-${n}-${attempt}`;
        statuses.push((await remediateBucketPolicy(ports, { ...request, executionId })).status);
        return;
      } catch (error) {
        if (!(error instanceof Retryable)) throw error;
        statuses.push('RETRYABLE');
      }
    }
  };
  let working = true;
  const edit = async (): Promise<void> => {
    const s3 = new S3Client(aws.clientFor(people.administrator));
    for (let n = 1; working; n++) {
      if (n % 10 === 0) await s3.send(new DeleteBucketPolicyCommand({ Bucket: bucket }));
      else await s3.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: opening(n) }));
      await reads(1 + ((n * 5) % 7), () => working);
    }
  };
  const editing = edit();
  await Promise.all(Array.from({ length: executions }, (_, n) => execute(n)));
  working = false;
  await editing;
  await remediateBucketPolicy(ports, { ...request, executionId: 'at last' });

  const overwritten = writes.flatMap((write, index) => {
    const previous = writes[index - 1];
    return write.by === 'guard' && previous?.by === 'human' ? [nameIn(previous.policy)] : [];
  });
  for (const event of events) await keepOthersPolicy(ports.state, deployment, event);

  expect(statuses).toContain('REMEDIATED');
  expect(overwritten.length).toBeGreaterThan(0);
  const all = kept();
  const humans = writes.filter(({ by }) => by === 'human').map(({ policy }) => nameIn(policy));
  expect(humans.filter((name) => !all.has(name))).toEqual([]);

  const ask = asking(account);
  expect([...(await lockedOut(account, ask, bucket)), ...(await letIn(ask, bucket))]).toEqual([]);
}, 120_000);
