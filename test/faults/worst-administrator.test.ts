import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { asking, letIn, lockedOut } from './access.ts';
import { type Account, buckets, startAccount } from './account.ts';
import { type Edit, edits } from './edits.ts';
import { type Acted, act, beginAnew, guardActs } from './hands.ts';

const bucket = buckets.own;
let account: Account;
beforeAll(async () => {
  account = await startAccount();
}, 240_000);
afterAll(() => account.aws.close());

const step = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...Object.keys(edits)) },
  { weight: 1, arbitrary: fc.constant('have it enforced') },
  { weight: 2, arbitrary: fc.constant('remediate') },
  { weight: 1, arbitrary: fc.constantFrom(...guardActs) },
);

/** What the guard did is right, whatever people did before. */
async function isRight(acted: Acted): Promise<void> {
  const { before, after, status, reasons, standing } = acted;
  const ask = asking(account);
  if (before !== after) {
    const kept = account
      .keys(`backups/${bucket}/`)
      .map((key) => (account.stored(key) as { before: string | null }).before);
    expect(kept).toContain(before);
    const shut = await lockedOut(account, ask, bucket);
    const mayBe = standing.administrator ? [] : shut.filter((who) => who.includes('Admin'));
    expect(shut.filter((who) => !mayBe.includes(who))).toEqual([]);
  }
  if (status === 'REMEDIATED' || status === 'ALREADY_COMPLIANT') {
    expect(standing.bystander ? [] : await letIn(ask, bucket)).toEqual([]);
  } else if (status !== 'RESTORED') {
    expect(after).toBe(before);
    expect(reasons.join(' ')).toMatch(/\w+ \w+/);
  }
}

it('whatever an administrator does, nobody is locked out by the guard and no policy is lost', async () => {
  const statuses = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 20 }), async (steps) => {
      const hands = await beginAnew(account, bucket);
      for (const each of [...steps, 'remediate']) {
        if (each in edits) await edits[each as Edit](hands);
        else {
          const acted = await act(hands, each);
          statuses.set(acted.status, (statuses.get(acted.status) ?? 0) + 1);
          await isRight(acted);
        }
      }
    }),
    { numRuns: 50, seed: 20260301 },
  );
  for (const each of ['REMEDIATED', 'ALREADY_COMPLIANT', 'REFUSED', 'RESTORED']) {
    expect([...statuses.keys()]).toContain(each);
  }
}, 240_000);
