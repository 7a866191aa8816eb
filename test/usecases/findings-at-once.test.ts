import { setImmediate } from 'node:timers/promises';
import { beforeEach, expect, it } from '@jest/globals';
import { parseTold, toldKey } from '#shared/findings/told.ts';
import { reportFindings } from '#shared/usecases/report-findings.ts';
import { FakeState } from '../fakes/state.ts';

/** Time that goes on when all wait: what happens at a time, happens in its order. */
let now: number;
let waiting: { readonly until: number; readonly go: () => void }[];
beforeEach(() => {
  now = Date.parse('2026-03-01T12:00:00Z');
  waiting = [];
});

const after = (milliseconds: number) =>
  new Promise<void>((go) => {
    waiting.push({ until: now + milliseconds, go });
  });

async function timePasses(): Promise<void> {
  await setImmediate();
  while (waiting.length > 0) {
    now = Math.min(...waiting.map(({ until }) => until));
    const due = waiting.filter(({ until }) => until <= now);
    waiting = waiting.filter(({ until }) => until > now);
    for (const { go } of due) go();
    await setImmediate();
  }
}

/** S3 as fast as it is: others read and write meanwhile. */
class DistantState extends FakeState {
  override async read(key: string) {
    await after(12);
    const stored = await super.read(key);
    await after(13);
    return stored;
  }

  override async write(...written: Parameters<FakeState['write']>) {
    await after(25);
    return super.write(...written);
  }
}

const place = { partition: 'aws', account: '111122223333', region: 'us-east-1' };
const rule = { id: 'r', title: 't', severity: 'low', remediation: 'x', sources: [] } as const;

it('evaluators of many buckets that change at once tell them all, one after the other', async () => {
  const state = new DistantState();
  const sent = new Set<string>();
  const world = {
    state,
    clock: { now: () => new Date(now), sleep: after },
    hub: {
      async importFindings(findings: readonly { readonly Id: string }[]) {
        await after(25);
        for (const { Id } of findings) sent.add(Id);
        return [];
      },
    },
  };
  const reports = Array.from({ length: 150 }, (_, n) => {
    const bucket = { resourceType: 'AWS::S3::Bucket', resourceId: `recordings-${n}` };
    const judgement = { verdict: 'NON_COMPLIANT', because: 'open' } as const;
    const judged = [{ ...bucket, judgement }];
    return reportFindings(world, { place, rule, lookedAt: new Date(now), judged });
  });
  const began = now;
  const all = Promise.all(reports);
  await timePasses();
  expect(await all).toEqual(reports.map(() => ({ sent: 1, failed: [] })));
  const lifeOfAFunction = 300_000;
  expect(now - began).toBeLessThan(lifeOfAFunction / 2);
  const { told } = parseTold(state.objects.get(toldKey(rule.id))?.body ?? '');
  expect([sent.size, Object.keys(told).length]).toEqual([150, 150]);
  expect(Object.values(told).filter(({ digest }) => digest === '?')).toEqual([]);
});
