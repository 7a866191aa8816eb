import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { maximumPolicyBytes } from '#shared/generate/bucket-policy.ts';
import { checkBucketPolicy } from '#shared/generate/check-bucket-policy.ts';
import type { RawStatement } from '#shared/policy/document.ts';
import { parsePolicy } from '#shared/policy/parse.ts';
import { backupKey, backupOf, parseBackup } from '#shared/remediation/backup.ts';
import { closingRefusals, neverWritten, permissionRefusals } from '#shared/remediation/guard.ts';
import { changesPolicy, planBucketPolicy, planOf } from '#shared/remediation/plan.ts';
import { bucket, deployment, facts } from '../fakes/contact-center.ts';

const objects = `arn:aws:s3:::${bucket}/*`;
const allowPartner: RawStatement = {
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::111122223333:role/partner' },
  Action: 's3:GetObject',
  Resource: objects,
};
const live = (...Statement: RawStatement[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement });
const plan = (before: string | null, handling: 'merge' | 'replace' = 'merge') =>
  planBucketPolicy(facts, before === null ? undefined : parsePolicy(before), before, handling);
const statements = (policy: string | null) => {
  const { Statement } = JSON.parse(policy ?? '{}') as { Statement: RawStatement[] };
  return Statement;
};
const proposal = (before: string | null) => {
  const made = plan(before);
  const planned = parsePolicy(made.after ?? '');
  return { plan: made, planned, check: checkBucketPolicy(facts, planned) };
};

describe('a plan', () => {
  it("mistake 1: keeps the customer's statements without a Sid, in their order", () => {
    const second = { ...allowPartner, Action: 's3:PutObject' };
    expect(statements(plan(live(allowPartner, second)).after).slice(0, 2)).toEqual([
      allowPartner,
      second,
    ]);
  });

  it('mistake 2: is no change for other spellings of the same policy', () => {
    const spelled =
      plan(null).after?.replaceAll('"s3:*"', '["S3:*"]').replaceAll('aws:userId', 'aws:userid') ??
      '';
    const reversed = JSON.stringify({
      Version: '2012-10-17',
      Statement: statements(spelled).toReversed(),
    });
    expect(reversed).not.toBe(plan(null).after);
    expect(changesPolicy(plan(reversed))).toBe(false);
  });

  it('mistake 3: made twice changes nothing, whatever stood there before', () => {
    const statement = fc.record({
      Sid: fc.constantFrom('A', 'B', 'ConnectStorageGuardOld', 'ConnectStorageGuardDenyUnlisted'),
      Effect: fc.constantFrom('Allow' as const, 'Deny' as const),
      Principal: fc.constantFrom('*' as const, { AWS: '111122223333' }),
      Action: fc.constantFrom('s3:*', 's3:GetObject'),
      Resource: fc.constantFrom(objects, `arn:aws:s3:::${bucket}`),
    });
    const policies = fc.uniqueArray(statement, {
      minLength: 1,
      maxLength: 4,
      selector: ({ Sid }) => Sid,
    });
    fc.assert(
      fc.property(
        policies,
        fc.constantFrom('merge' as const, 'replace' as const),
        (all, handling) => {
          const first = plan(live(...all), handling);
          const second = plan(first.after, handling);
          expect(changesPolicy(second)).toBe(false);
          expect(second.after).toBe(first.after);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('takes the published statement over', () => {
    const article: RawStatement = {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: [`arn:aws:s3:::${bucket}`, objects],
      Condition: { StringNotLike: { 'aws:userId': ['AROAOLD:*'] } },
    };
    const made = plan(live(allowPartner, article));
    expect(made.removed).toEqual([1]);
    expect(statements(made.after).map(({ Sid, Effect }) => [Effect, Sid])).toEqual([
      ['Allow', undefined],
      ['Deny', 'ConnectStorageGuardDenyUnlisted'],
      ['Deny', 'ConnectStorageGuardDenyUnlistedReads'],
      ['Deny', 'ConnectStorageGuardDenyPlaintext'],
    ]);
  });

  it('leaves the version and the id of a policy alone, on which the others may rest', () => {
    const before = JSON.stringify({
      Id: 'theirs',
      Statement: { ...allowPartner, Resource: `${objects}/\${aws:userid}` },
    });
    const after = JSON.parse(plan(before).after ?? '{}') as { Version?: string; Id?: string };
    expect([after.Version, after.Id]).toEqual([undefined, 'theirs']);
  });

  it('may swap the whole policy', () => {
    expect(statements(plan(live(allowPartner), 'replace').after)).toEqual(
      statements(plan(null).after),
    );
  });

  it('of a deletion has no policy after it', () => {
    expect(planOf(bucket, live(allowPartner), null)).toMatchObject({
      after: null,
      digestAfter: 'none',
      bytes: 0,
    });
  });
});

describe('the guard', () => {
  it('lets the generated policy through, always', () => {
    expect(closingRefusals(proposal(null))).toEqual([]);
    expect(closingRefusals(proposal(live(allowPartner)))).toEqual([]);
  });

  it('writes in mode enforce only, and never under an exception', () => {
    expect(permissionRefusals({ bucket, mode: 'enforce' })).toEqual([]);
    expect(permissionRefusals({ bucket, mode: 'observe' }).map(({ code }) => code)).toEqual([
      'MODE',
    ]);
    const exception = { reason: 'migration', expires: '2026-04-01T00:00:00Z' };
    expect(
      permissionRefusals({ bucket, mode: 'approve', exception }).map(({ code }) => code),
    ).toEqual(['MODE', 'EXCEPTION']);
  });

  it("names the customer's statement that would keep Connect out", () => {
    const denyPuts: RawStatement = {
      Sid: 'NoPuts',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:PutObject',
      Resource: objects,
    };
    const [refusal, ...others] = closingRefusals(proposal(live(denyPuts)));
    expect(refusal).toMatchObject({
      code: 'FOREIGN_STATEMENT',
      message: expect.stringContaining('is denied s3:PutObject'),
      next: expect.stringContaining('replace'),
    });
    expect(others).toEqual([]);
  });

  it.each([
    ...facts.connectRoles.map(({ arn }) => [arn, 's3:PutObject'] as const),
    ...facts.administrators.map(({ arn }) => [arn, 's3:PutBucketPolicy'] as const),
    [deployment.remediatorRole, 's3:PutBucketPolicy'] as const,
    ...deployment.observerRoles.map((arn) => [arn, 's3:GetBucketPolicy'] as const),
    [deployment.recorderRole, 's3:GetBucketPolicy'] as const,
  ])('does not lock out %s', (arn, Action) => {
    const deny: RawStatement = {
      Effect: 'Deny',
      Principal: '*',
      Action,
      Resource: [`arn:aws:s3:::${bucket}`, objects],
      Condition: { ArnEquals: { 'aws:PrincipalArn': arn } },
    };
    const [refusal] = closingRefusals(proposal(live(deny)));
    expect(refusal?.message).toContain(arn.split('/').at(-1));
  });

  it('refuses what would lock out by itself', () => {
    const good = proposal(null);
    const other = {
      ...facts,
      connectRoles: [
        {
          ...facts.connectRoles[0],
          arn: 'arn:aws:iam::111122223333:role/other' as const,
          id: 'AROAOTHER000000000001',
        },
      ],
    };
    const check = checkBucketPolicy(other, good.planned);
    expect(neverWritten({ ...good, check }).map(({ code }) => code)).toEqual(['LOCKS_OUT']);
  });

  it('refuses a policy over 20 KB', () => {
    const long = { ...allowPartner, Sid: 'x'.repeat(maximumPolicyBytes) };
    expect(neverWritten(proposal(live(long))).map(({ code }) => code)).toEqual(['TOO_LARGE']);
  });

  it('refuses a plan that leaves the bucket open', () => {
    const open = proposal(null);
    const check = checkBucketPolicy(facts, parsePolicy(live(allowPartner)));
    expect(closingRefusals({ ...open, check }).map(({ code }) => code)).toEqual([
      'EXPOSURE_REMAINS',
    ]);
  });

  it('says so when what is left open is not ours to close', () => {
    const nothing = proposal(plan(live(allowPartner)).after);
    const [example] = checkBucketPolicy(facts, parsePolicy(live(allowPartner))).findings;
    const grant = example ? [{ ...example, question: 'grant' as const }] : [];
    expect(
      closingRefusals({ ...nothing, check: { ...nothing.check, findings: grant } }).map(
        ({ code }) => code,
      ),
    ).toEqual(['FOREIGN_STATEMENT']);
  });
});

describe('a backup', () => {
  const before = '{ "Version":"2012-10-17",\n "Statement": [] }'.replace(
    '[]',
    JSON.stringify([allowPartner]),
  );
  const made = backupOf(plan(before), deployment, {
    madeBy: 'remediation',
    executionId: 'e-1',
    takenAt: '2026-03-01T12:00:00.000Z',
  });
  const text = (changed: object) => JSON.stringify({ ...made, ...changed });

  it('keeps the policy byte for byte, under a key that sorts by time', () => {
    expect(parseBackup(text({}), bucket, deployment)).toEqual(made);
    expect(made.before).toBe(before);
    expect(backupKey(made)).toMatch(
      /^backups\/amazon-connect-0123456789ab\/2026-03-01T12-00-00\.000Z-[0-9a-f]{12}\.json$/,
    );
  });

  it('of no policy is null, and stays so', () => {
    const none = backupOf(plan(null), deployment, made);
    expect(parseBackup(JSON.stringify(none), bucket, deployment)).toMatchObject({
      before: null,
      digestBefore: 'none',
    });
  });

  it.each<[string, object, RegExp]>([
    ['of another bucket', { bucket: 'another-bucket' }, /^bucket: must be amazon-connect/],
    ['of another account', { account: '999988887777' }, /^account: /],
    ['of another region', { region: 'us-east-1' }, /^region: /],
    [
      'whose policy was changed',
      { before: live({ ...allowPartner, Principal: '*' }) },
      /^digestBefore: /,
    ],
    ['whose policy was taken out', { before: null }, /^digestBefore: /],
    ['whose policy is none', { before: '{}' }, /^Statement/],
    ['with an unknown key', { policy: '' }, /^policy: unknown key/],
    ['of another version', { version: 2 }, /^version: /],
    ['made by nobody', { madeBy: 'me' }, /^madeBy: /],
  ])('%s is refused', (_, changed, message) => {
    expect(() => parseBackup(text(changed), bucket, deployment)).toThrow(message);
  });
});
