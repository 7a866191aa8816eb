import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { clearFaults, injectFault } from '#infra/local/faults.ts';
import { setProcessesPerFunction } from '#infra/local/functions/environments.ts';
import { delayPolicyReads } from '#infra/local/services/s3/state.ts';
import { asking, letIn } from './access.ts';
import { type Account, deployment, startAccount } from './account.ts';
import { type Case, casesOf, nameOf, runCase } from './cases.ts';
import { execute } from './executions.ts';
import { invoke, type Situation, situationOf, starts } from './starts.ts';

let account: Account;
let situations: readonly Situation[];

beforeAll(async () => {
  account = await startAccount();
  const all: Situation[] = [];
  for (const operation of ['remediate', 'restore'] as const) {
    for (const start of starts) all.push(await situationOf(account, operation, start));
  }
  situations = all;
}, 120_000);
afterAll(() => account.aws.close());

/** Of the calls and faults of all situations a few of each, every time the same. */
const spread = (): readonly Case[] =>
  situations.flatMap((situation, which) =>
    casesOf(situation).filter((_, index) => index % 29 === (which * 5) % 29),
  );

it('a run that goes wrong at any call and is repeated ends as an undisturbed one', async () => {
  const ask = asking(account);
  const failures: string[] = [];
  const tried = spread();
  for (const each of tried) {
    const problems = await runCase(account, ask, each);
    if (problems.length > 0) failures.push(`${nameOf(each)}: ${problems.join('; ')}`);
  }
  expect(failures).toEqual([]);
  expect(new Set(tried.map(({ fault }) => fault.kind)).size).toBe(5);
  expect(tried.length).toBeGreaterThan(25);
}, 120_000);

it('the same goes for executions of the SSM documents, which fail when their function does', async () => {
  const ask = asking(account);
  const failures: string[] = [];
  const tried = (['remediate', 'restore'] as const).flatMap((operation) => {
    const all = spread().filter(({ situation }) => situation.operation === operation);
    return ['killed', 'throttled'].flatMap(
      (kind) => all.find(({ fault }) => fault.kind === kind) ?? [],
    );
  });
  for (const each of tried) {
    const ended: boolean[] = [];
    const problems = await runCase(account, ask, each, async (where, operation, bucket) => {
      const attempted = await execute(where, operation, bucket);
      ended.push(attempted.failed);
      return attempted;
    });
    expect(ended).toEqual([true, false]);
    if (problems.length > 0) failures.push(`${nameOf(each)}: ${problems.join('; ')}`);
  }
  expect(failures).toEqual([]);
  expect(tried).toHaveLength(4);
}, 60_000);

describe('remediation of an open bucket', () => {
  const open = (): Situation => {
    const found = situations.find(
      ({ operation, start }) => operation === 'remediate' && start.name === 'open policy',
    );
    if (!found) throw new Error('there is such a situation');
    found.reset();
    return found;
  };
  const remediate = (bucket: string, id: string) => invoke(account, 'remediate', bucket, id);
  const puts = () =>
    account.aws.world.ledger.entries.filter(({ operation }) => operation === 'PutBucketPolicy');
  const backups = (bucket: string) => account.keys(`backups/${bucket}/`);

  it('happens once when its execution comes twice, at once or later', async () => {
    const { after, start } = open();
    const { bucket } = start;
    setProcessesPerFunction(account.aws.world, 2);
    const both = await Promise.all([remediate(bucket, 'twice'), remediate(bucket, 'twice')]);
    setProcessesPerFunction(account.aws.world, 1);
    expect(both.map(({ said }) => said.status).toSorted()).toEqual([
      'ALREADY_COMPLIANT',
      'REMEDIATED',
    ]);
    account.clock.set(new Date(account.clock.now().getTime() + 3_600_000));
    expect((await remediate(bucket, 'twice')).said.status).toBe('ALREADY_COMPLIANT');
    expect(account.policy(bucket)).toBe(after);
    expect([puts().length, backups(bucket).length]).toEqual([1, 1]);
  });

  it('waits for the lock of a run that died, and closes the bucket when that is over', async () => {
    const { after, start } = open();
    const { bucket } = start;
    const { world } = account.aws;
    injectFault(world, {
      kind: 'killed',
      call: 1,
      principal: deployment.remediatorRole,
      operation: 'PutBucketPolicy',
    });
    expect(await remediate(bucket, 'dies')).toMatchObject({ failed: true });
    clearFaults(world);
    const tooEarly = await remediate(bucket, 'too early');
    expect(tooEarly.said.errorMessage).toMatch(/^Another run works on .*dies/);
    account.clock.set(new Date(account.clock.now().getTime() + 240_000));
    expect(await remediate(bucket, 'in time')).toMatchObject({ failed: false });
    expect(account.policy(bucket)).toBe(after);
  });

  it('sees through a stale read after its own write and writes no second time', async () => {
    const { after, start } = open();
    const { bucket } = start;
    const { world, home } = account.aws;
    delayPolicyReads(world, home, { milliseconds: 10_000 });
    try {
      expect((await remediate(bucket, 'patient')).said.status).toBe('REMEDIATED');
    } finally {
      delayPolicyReads(world, home, {});
    }
    expect(account.policy(bucket)).toBe(after);
    expect(puts()).toHaveLength(1);
    expect(await letIn(asking(account), bucket)).toEqual([]);
  });

  it('repeated while its write is still not seen loses no policy', async () => {
    const { after, before, start } = open();
    const { bucket } = start;
    const { world, home } = account.aws;
    // Ten minutes are longer than its patience.
    delayPolicyReads(world, home, { milliseconds: 600_000 });
    try {
      const unseen = await remediate(bucket, 'unseen');
      expect(unseen.said.errorMessage).toContain('was written to acme-connect-own and is not seen');
      await remediate(bucket, 'again');
    } finally {
      delayPolicyReads(world, home, {});
    }
    account.clock.set(new Date(account.clock.now().getTime() + 900_000));
    expect(await remediate(bucket, 'later')).toMatchObject({
      said: { status: 'ALREADY_COMPLIANT' },
    });
    expect(account.policy(bucket)).toBe(after);
    const kept = backups(bucket).map((key) => account.stored(key));
    expect(kept).toContainEqual(expect.objectContaining({ before }));
  });
});
