import { beforeAll, describe, expect, it } from '@jest/globals';
import { grantedButRarelyUsed } from '#infra/aws/granted-but-rarely-used.ts';
import type { LedgerEntry } from '#infra/local/ledger.ts';
import { onOneDay, synthesizedGrants } from './grants.ts';
import { type Day, live } from './lacking.ts';

/** Lambda itself uses these for the function; what the function says does not rest on them. */
const usedByLambda = ['logs:CreateLogStream', 'logs:PutLogEvents'];

const grants = (await synthesizedGrants()).filter(
  ({ action }) => !usedByLambda.includes(action) && !Object.hasOwn(grantedButRarelyUsed, action),
);

const days = onOneDay(grants);

/** What cannot be told is no reason to leave a bucket open. */
const harmless = ['sns:Publish'];

const isPolicyWrite = ({ operation, error }: LedgerEntry): boolean =>
  /^(Put|Delete)BucketPolicy$/.test(operation) && error === undefined;

describe('a stack that lacks one permission', () => {
  let lived: readonly Day[];
  beforeAll(async () => {
    lived = await live(days);
  }, 600_000);

  it.each(days.flatMap((lacking, day) => lacking.map((grant) => ({ ...grant, day }))))(
    'says so and writes no policy afterwards: $role without $action',
    ({ role, action, day }) => {
      const { ledger = [], told } = lived[day] ?? {};
      const ofRole = ({ principal }: LedgerEntry) =>
        principal.includes(`ConnectStorageGuard-${role}-`);
      const denied = ledger.findIndex(
        (entry) =>
          ofRole(entry) &&
          entry.checks.some(
            (check) => check.action === action && check.decision === 'ImplicitDeny',
          ),
      );
      expect(ledger[denied]?.error).toMatch(/AccessDenied|Forbidden|AuthorizationError/);
      expect(told?.includes(action)).toBe(true);
      if (harmless.includes(action)) return;
      const writes = ledger.slice(denied).filter((entry) => ofRole(entry) && isPolicyWrite(entry));
      expect(writes).toEqual([]);
    },
  );

  it('never calls a bucket closed that a stranger reads or Amazon Connect cannot', () => {
    expect(lived).toHaveLength(days.length);
    const wrong = lived.flatMap(({ miscalled }, day) =>
      miscalled.map((bucket) => ({ bucket, lacking: days[day] })),
    );
    expect(wrong).toEqual([]);
  });
});
