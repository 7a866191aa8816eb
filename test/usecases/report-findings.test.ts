import {
  type AwsSecurityFinding,
  paginateGetFindings,
  SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { clearFaults, injectFault } from '#infra/local/faults.ts';
import { LocalAws } from '#infra/local/local-aws.ts';
import { createUser } from '#infra/local/services/iam/entities.ts';
import { hubIn } from '#infra/local/services/securityhub/state.ts';
import { securityHubPort } from '#shared/aws/security-hub.ts';
import { tokenBucket } from '#shared/aws/token-bucket.ts';
import type { Verdict } from '#shared/rules/rule.ts';
import { reportFindings } from '#shared/usecases/report-findings.ts';
import { FakeClock } from '../fakes/clock.ts';
import { FakeState } from '../fakes/state.ts';

const place = { partition: 'aws', account: '111122223333', region: 'us-east-1' };
const root = `arn:aws:iam::${place.account}:root`;
const rule = {
  id: 'bucket-policy-least-privilege',
  title: 'Only Connect and its administrators reach the bucket',
  severity: 'critical',
  remediation: 'Close it.',
  sources: ['https://docs.aws.amazon.com/'],
} as const;

let aws: LocalAws;
let state: FakeState;
let clock: FakeClock;
beforeAll(async () => {
  aws = await LocalAws.start({ throttles: 'off' });
});
afterAll(() => aws.close());
beforeEach(() => {
  const hub = hubIn(aws.world, place);
  hub.enabledAt = new Date();
  hub.findings.clear();
  state = new FakeState();
  clock = new FakeClock();
});

const hub = (who = root) =>
  securityHubPort(
    new SecurityHubClient({ ...aws.clientFor(who), maxAttempts: 1 }),
    tokenBucket(clock, 10),
  );

const bucket = (n: number) => `recordings-${n}`;
const judged = (verdict: Verdict, ids: readonly string[], because = 'because') =>
  ids.map((resourceId) => ({
    resourceType: 'AWS::S3::Bucket',
    resourceId,
    judgement: { verdict, because },
  }));

/** One evaluation, a minute after the one before. */
function report(verdict: Verdict, ids: readonly string[], port = hub(), because?: string) {
  clock.pass(60_000);
  const lookedAt = clock.now();
  return reportFindings(
    { state, clock, hub: port },
    { place, rule, judged: judged(verdict, ids, because), lookedAt },
  );
}

const calls = () =>
  aws.world.ledger.entries.filter(({ operation }) => operation === 'BatchImportFindings').length;

async function found(): Promise<readonly AwsSecurityFinding[]> {
  const all: AwsSecurityFinding[] = [];
  const client = new SecurityHubClient(aws.clientFor(root));
  for await (const page of paginateGetFindings({ client }, {})) all.push(...(page.Findings ?? []));
  return all;
}

const shown = (all: readonly AwsSecurityFinding[]) => [
  ...new Set(all.map(({ Compliance, RecordState }) => `${Compliance?.Status} ${RecordState}`)),
];

describe('1,000 findings', () => {
  const ids = Array.from({ length: 1000 }, (_, n) => bucket(n));

  it('that open, are fixed, open again and are gone take ten calls each time, and leave none behind', async () => {
    const before = calls();
    const seen: unknown[] = [];
    const phases = ['NON_COMPLIANT', 'COMPLIANT', 'INDETERMINATE', 'NOT_APPLICABLE'] as const;
    for (const verdict of phases) {
      expect(await report(verdict, ids)).toEqual({ sent: 1000, failed: [] });
      expect(await report(verdict, ids)).toEqual({ sent: 0, failed: [] });
      const all = await found();
      expect(all).toHaveLength(1000);
      seen.push(...shown(all));
    }
    expect(seen).toEqual([
      'FAILED ACTIVE',
      'PASSED ACTIVE',
      'WARNING ACTIVE',
      'NOT_AVAILABLE ARCHIVED',
    ]);
    expect(calls() - before).toBe(40);
  });

  it('keep to ten calls a second', async () => {
    const start = clock.now().getTime() + 60_000;
    await report('NON_COMPLIANT', ids);
    expect(clock.now().getTime() - start).toBe(900);
  });
});

it('says nothing of what was never open', async () => {
  expect(await report('COMPLIANT', [bucket(1)])).toEqual({ sent: 0, failed: [] });
  expect(await report('NOT_APPLICABLE', [bucket(1)])).toEqual({ sent: 0, failed: [] });
  expect(state.keys('')).toEqual([]);
});

it('tells of another reason, and keeps the time at which it was first open', async () => {
  await report('NON_COMPLIANT', [bucket(1)]);
  const [first] = await found();
  await report('NON_COMPLIANT', [bucket(1)], hub(), 'another witness');
  const [second] = await found();
  expect(second).toMatchObject({ Description: 'another witness', CreatedAt: first?.CreatedAt });
  expect(second?.UpdatedAt).not.toBe(first?.UpdatedAt);
});

it('names a resource by its ARN where its id says nothing', async () => {
  clock.pass(1);
  const resourceArn = 'arn:aws:iam::111122223333:role/Supervisors' as const;
  const role = { resourceType: 'AWS::IAM::Role', resourceId: 'AROASUPERVISORS000001', resourceArn };
  const judgement = { verdict: 'NON_COMPLIANT', because: 'because' } as const;
  const request = { place, rule, lookedAt: clock.now(), judged: [{ ...role, judgement }] } as const;
  await reportFindings({ state, clock, hub: hub() }, request);
  expect((await found())[0]?.Resources).toMatchObject([{ Type: 'AwsIamRole', Id: resourceArn }]);
});

it('tells again what is still open after 30 days, for Security Hub forgets', async () => {
  await report('NON_COMPLIANT', [bucket(1)]);
  clock.pass(29 * 24 * 3_600_000);
  expect((await report('NON_COMPLIANT', [bucket(1)])).sent).toBe(0);
  clock.pass(24 * 3_600_000);
  expect((await report('NON_COMPLIANT', [bucket(1)])).sent).toBe(1);
});

it('is never overtaken by a look that began before', async () => {
  await report('NON_COMPLIANT', [bucket(1)]);
  const early = clock.now();
  clock.pass(1);
  const world = { state, clock, hub: hub() };
  const now = { place, rule, lookedAt: clock.now() };
  await reportFindings(world, { ...now, judged: judged('COMPLIANT', [bucket(1)]) });
  const late = { ...now, lookedAt: early, judged: judged('NON_COMPLIANT', [bucket(1)], 'old') };
  expect((await reportFindings(world, late)).sent).toBe(0);
  expect(shown(await found())).toEqual(['PASSED ACTIVE']);
});

it('lets evaluators of many buckets report at a time, and forgets none', async () => {
  const ids = Array.from({ length: 12 }, (_, n) => bucket(n));
  const world = { state, clock, hub: hub() };
  const all = (verdict: Verdict) => {
    clock.pass(60_000);
    const lookedAt = clock.now();
    return Promise.all(
      ids.map((id) =>
        reportFindings(world, { place, rule, lookedAt, judged: judged(verdict, [id]) }),
      ),
    );
  };
  await all('NON_COMPLIANT');
  await all('COMPLIANT');
  expect(await found()).toHaveLength(12);
  expect(shown(await found())).toEqual(['PASSED ACTIVE']);
});

describe('what Security Hub does not take', () => {
  it('is sent again, counted when it fails for good, and told by the next evaluation', async () => {
    const real = hub();
    let refusals = 0;
    const flaky = (times: number): typeof real => ({
      async importFindings(findings) {
        if (refusals++ >= times) return real.importFindings(findings);
        const [first, ...others] = findings;
        if (others.length > 0) await real.importFindings(others);
        return [{ id: first?.Id ?? '', why: 'InternalFailure: try again', lasting: false }];
      },
    });
    expect(await report('NON_COMPLIANT', [bucket(1), bucket(2)], flaky(2))).toEqual({
      sent: 2,
      failed: [],
    });
    refusals = 0;
    const failing = await report('COMPLIANT', [bucket(1), bucket(2)], flaky(3));
    expect([failing.sent, failing.failed.length]).toEqual([1, 1]);
    expect((await report('COMPLIANT', [bucket(1), bucket(2)])).sent).toBe(1);
    expect(shown(await found())).toEqual(['PASSED ACTIVE']);
  });

  it.each([
    ['throttled twice', 2, { sent: 250, failed: [] }],
    ['throttled to the end', 99, { sent: 150, failed: { length: 100 } }],
  ])('because one batch was %s is sent again, and the others are', async (_, times, expected) => {
    const real = hub();
    let throttled = 0;
    const busy: typeof real = {
      async importFindings(findings) {
        const isFirst = findings.some(({ Id }) => Id.endsWith('/recordings-0'));
        if (isFirst && throttled++ < times) {
          injectFault(aws.world, { kind: 'throttled', call: 1, attempts: 'all' });
        }
        const answer = await real.importFindings(findings);
        clearFaults(aws.world);
        return answer;
      },
    };
    const ids = Array.from({ length: 250 }, (__, n) => bucket(n));
    const done = await report('NON_COMPLIANT', ids, busy);
    expect(done).toMatchObject(expected);
    for (const { why } of done.failed) expect(why).toMatch(/BatchImportFindings: TooManyRequests/);
    expect((await report('NON_COMPLIANT', ids)).sent).toBe(done.failed.length);
  });

  it('because nobody may tell it is not sent again at once', async () => {
    const nobody = createUser(aws.world, aws.home, { name: 'nobody' }).arn;
    const before = calls();
    const { failed } = await report('NON_COMPLIANT', [bucket(1)], hub(nobody));
    expect(failed).toMatchObject([{ why: expect.stringContaining('AccessDenied'), lasting: true }]);
    expect(calls() - before).toBe(1);
  });

  it('for what it says is not sent again at once', async () => {
    const before = calls();
    const bad = { ...rule, sources: ['no URL'] };
    clock.pass(1);
    const { failed } = await reportFindings(
      { state, clock, hub: hub() },
      { place, rule: bad, lookedAt: clock.now(), judged: judged('NON_COMPLIANT', [bucket(1)]) },
    );
    expect(failed).toMatchObject([{ why: expect.stringContaining('URL'), lasting: true }]);
    expect(calls() - before).toBe(1);
  });

  it('because the run was cut off after the import is set right by the next one', async () => {
    const real = hub();
    const cutOff: typeof real = {
      async importFindings(findings) {
        await real.importFindings(findings);
        throw new Error('cut off');
      },
    };
    await expect(report('NON_COMPLIANT', [bucket(1)], cutOff)).rejects.toThrow('cut off');
    expect(shown(await found())).toEqual(['FAILED ACTIVE']);
    await report('COMPLIANT', [bucket(1)]);
    expect(shown(await found())).toEqual(['PASSED ACTIVE']);
    await expect(report('NOT_APPLICABLE', [bucket(1)], cutOff)).rejects.toThrow('cut off');
    await report('NOT_APPLICABLE', [bucket(1)]);
    expect(shown(await found())).toEqual(['NOT_AVAILABLE ARCHIVED']);
  });
});

describe('a look at everything', () => {
  it('also judges what Security Hub has an open finding of and nobody else remembers', async () => {
    await report('NON_COMPLIANT', [bucket(1), bucket(2), bucket(3)]);
    await report('NOT_APPLICABLE', [bucket(3)]);
    clock.pass(60_000);
    const asked: unknown[] = [];
    const { sent } = await reportFindings(
      { state, clock, hub: hub() },
      {
        place,
        rule,
        lookedAt: clock.now(),
        judged: judged('COMPLIANT', [bucket(1)]),
        async judgeOthers(others) {
          asked.push(...others);
          return judged('NOT_APPLICABLE', [bucket(2)]);
        },
      },
    );
    expect(asked).toEqual([{ resourceType: 'AWS::S3::Bucket', resourceId: bucket(2) }]);
    expect(sent).toBe(2);
    expect((await found()).map(({ RecordState }) => RecordState).toSorted()).toEqual([
      'ACTIVE',
      'ARCHIVED',
      'ARCHIVED',
    ]);
  });

  it('goes on asking about what it could not tell', async () => {
    await report('NON_COMPLIANT', [bucket(1)]);
    const judgeOthers = async () => judged('NOT_APPLICABLE', [bucket(1)]);
    const lookAgain = () => {
      clock.pass(60_000);
      const request = { place, rule, judged: [], judgeOthers, lookedAt: clock.now() };
      return reportFindings({ state, clock, hub: hub() }, request);
    };
    const its = hubIn(aws.world, place);
    its.enabledAt = undefined;
    expect(await lookAgain()).toMatchObject({ sent: 0, notEnabled: 'first' });
    its.enabledAt = new Date();
    expect(await lookAgain()).toMatchObject({ sent: 1 });
    expect(shown(await found())).toEqual(['NOT_AVAILABLE ARCHIVED']);
    expect(await lookAgain()).toMatchObject({ sent: 0 });
  });
});

it('says once that Security Hub is not enabled, and tells everything when it is', async () => {
  await report('NON_COMPLIANT', [bucket(1), bucket(2)]);
  const its = hubIn(aws.world, place);
  its.enabledAt = undefined;
  expect(await report('COMPLIANT', [bucket(1)])).toMatchObject({ sent: 0, notEnabled: 'first' });
  expect(await report('NON_COMPLIANT', [bucket(3)])).toMatchObject({ notEnabled: 'again' });
  expect(await report('NON_COMPLIANT', [bucket(3)])).toMatchObject({ notEnabled: 'again' });
  its.enabledAt = new Date();
  await report('COMPLIANT', [bucket(1)]);
  await report('NON_COMPLIANT', [bucket(2), bucket(3)]);
  expect((await found()).map(({ Compliance }) => Compliance?.Status).toSorted()).toEqual([
    'FAILED',
    'FAILED',
    'PASSED',
  ]);
});

it('throws when what Security Hub knows cannot be read: nothing is sent blindly', async () => {
  const before = calls();
  state.denied.add(`findings/${rule.id}.json`);
  await expect(report('NON_COMPLIANT', [bucket(1)])).rejects.toMatchObject({ name: 'Retryable' });
  expect(calls()).toBe(before);
});
