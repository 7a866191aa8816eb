import { runFunction } from '#infra/local/functions/invoke.ts';
import { functionsIn } from '#infra/local/functions/state.ts';
import { putBucketPolicy } from '#infra/local/services/s3/bucket-policy.ts';
import { functionNames } from '#shared/connect/deployment.ts';
import { type Account, begin, buckets, deployment, people } from './account.ts';
import { remember } from './remember.ts';

/** What a bucket is like before the guard comes. */
export interface Start {
  readonly name: string;
  readonly bucket: string;
  /** The policy that somebody has put; none when absent. */
  readonly policy?: string;
}

const arns = (bucket: string) => [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`];
const text = (...statements: readonly object[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements }, null, 2);

const openTo = (principal: string, bucket: string) => ({
  Sid: 'Shared',
  Effect: 'Allow',
  Principal: { AWS: principal },
  Action: 's3:*',
  Resource: arns(bucket),
});
const tlsOnly = {
  Sid: 'AcmeRequiresTls',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: arns(buckets.own),
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};
const auditorsRead = {
  Sid: 'AcmeAuditors',
  Effect: 'Allow',
  Principal: { AWS: people.bystander },
  Action: ['s3:ListBucket', 's3:GetObject'],
  Resource: arns(buckets.own),
};

export const starts: readonly Start[] = [
  { name: 'no policy', bucket: buckets.own },
  {
    name: 'open policy',
    bucket: buckets.own,
    policy: text(openTo(people.outsider, buckets.own)),
  },
  { name: 'foreign statements', bucket: buckets.own, policy: text(tlsOnly, auditorsRead) },
  {
    name: 'shared bucket',
    bucket: buckets.shared,
    policy: text(openTo(people.outsider, buckets.shared)),
  },
];

export type Operation = 'remediate' | 'restore';

/** How one invocation of a function ended. */
export interface Attempted {
  readonly failed: boolean;
  /** The outcome, or the error. */
  readonly said: { readonly status?: string; readonly errorMessage?: string };
}

/** Invokes the deployed function, as an SSM execution of this id does. */
export async function invoke(
  { aws: { world, home } }: Account,
  operation: Operation,
  bucket: string,
  executionId: string,
): Promise<Attempted> {
  const name =
    operation === 'remediate'
      ? functionNames.remediateBucketPolicy
      : functionNames.restoreBucketPolicy;
  const lambda = functionsIn(world, home).get(name);
  if (!lambda) throw new Error(`there is no function ${name}`);
  const { payload, functionError } = await runFunction(
    world,
    lambda,
    JSON.stringify({ bucket, executionId }),
  );
  return { failed: functionError !== undefined, said: JSON.parse(payload) };
}

/** Where a case begins: everything in the bucket and in the state bucket as it was. */
export interface Situation {
  readonly operation: Operation;
  readonly start: Start;
  /** As S3 answers it. */
  readonly before: string | null;
  /** What an undisturbed run makes of it. */
  readonly after: string | null;
  /** The operations that an undisturbed run calls, in their order. */
  readonly calls: readonly string[];
  reset(): void;
}

/** Puts the policy there and runs undisturbed, first closing the bucket where a restore is to come. */
export async function situationOf(
  account: Account,
  operation: Operation,
  start: Start,
): Promise<Situation> {
  const { aws, clock } = account;
  const bucket = account.bucket(start.bucket);
  account.pristine();
  clock.set(begin);
  if (start.policy !== undefined) putBucketPolicy(aws.world, bucket, start.policy);
  delete bucket.stale;
  if (operation === 'restore') await undisturbed(account, 'remediate', start.bucket);
  const reset = remember(bucket, account.stateBucket);
  const before = account.policy(start.bucket);
  const time = clock.now();
  const calls = await undisturbed(account, operation, start.bucket);
  const after = account.policy(start.bucket);
  return {
    operation,
    start,
    before,
    after,
    calls,
    reset: () => {
      reset();
      clock.set(time);
      aws.world.ledger.entries.length = 0;
    },
  };
}

async function undisturbed(
  account: Account,
  operation: Operation,
  bucket: string,
): Promise<readonly string[]> {
  const { entries } = account.aws.world.ledger;
  const from = entries.length;
  const { failed, said } = await invoke(account, operation, bucket, 'undisturbed');
  const expected = operation === 'remediate' ? 'REMEDIATED' : 'RESTORED';
  if (failed || said.status !== expected) {
    throw new Error(`an undisturbed run must end ${expected}: ${JSON.stringify(said)}`);
  }
  return entries
    .slice(from)
    .filter(({ principal, internal }) => principal === deployment.remediatorRole && !internal)
    .map((entry) => entry.operation);
}
