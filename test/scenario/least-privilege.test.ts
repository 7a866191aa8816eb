import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { grantedButRarelyUsed } from '#infra/aws/granted-but-rarely-used.ts';
import type { LedgerEntry } from '#infra/local/ledger.ts';
import { buckets } from '#infra/local/scenarios/contact-center/buckets.ts';
import { instances } from '#infra/local/scenarios/contact-center/instances.ts';
import { people } from '#infra/local/scenarios/contact-center/people.ts';
import { firstRecording } from '#infra/local/scenarios/contact-center/recordings.ts';
import { canRead, s3As } from './guarded-account.ts';
import { GuardedDays, onOneDay, synthesizedGrants } from './lacking.ts';

/** Lambda itself uses these for the function; what the function says does not rest on them. */
const usedByLambda = ['logs:CreateLogStream', 'logs:PutLogEvents'];

const grants = (await synthesizedGrants()).filter(
  ({ action }) => !usedByLambda.includes(action) && !Object.hasOwn(grantedButRarelyUsed, action),
);

const instanceOf = {
  [buckets.support]: instances.support,
  [buckets.sales]: instances.sales,
  [buckets.archive]: instances.legacy,
  [buckets.clinic]: instances.clinic,
};

const isPolicyWrite = ({ operation, error }: LedgerEntry): boolean =>
  /^(Put|Delete)BucketPolicy$/.test(operation) && error === undefined;

describe('a stack that lacks one permission', () => {
  let days: GuardedDays;
  beforeAll(async () => {
    days = await GuardedDays.begin();
  });
  afterAll(() => days.aws.close());

  const named = onOneDay(grants).map((lacking) => ({
    lacking,
    names: lacking.map(({ role, action }) => `${role} without ${action}`).join(', '),
  }));

  it.each(named)(
    'says so, never calls an open bucket closed and writes nothing afterwards: $names',
    async ({ lacking }) => {
      const { ledger, judgements, told } = await days.without(lacking);
      for (const { role, action } of lacking) {
        const ofRole = ({ principal }: LedgerEntry) =>
          principal.includes(`ConnectStorageGuard-${role}-`);
        const denied = ledger.findIndex(
          (entry) =>
            ofRole(entry) &&
            entry.checks.some(
              (check) => check.action === action && check.decision === 'ImplicitDeny',
            ),
        );
        expect([action, ledger[denied]?.error]).toEqual([
          action,
          expect.stringMatching(/AccessDenied|Forbidden/),
        ]);
        expect(told).toContain(action);
        expect(
          ledger.slice(denied).filter((entry) => ofRole(entry) && isPolicyWrite(entry)),
        ).toEqual([]);
      }
      for (const { bucket, verdict } of judgements) {
        const instance = Object.entries(instanceOf).find(([name]) => name === bucket)?.[1];
        if (verdict !== 'COMPLIANT' || !instance) continue;
        const key = firstRecording(instance.alias);
        expect(await canRead(s3As(days.aws, people.analyst), bucket, key)).toBe(false);
        expect(await canRead(s3As(days.aws, instance.role), bucket, key)).toBe(true);
      }
    },
  );
});
