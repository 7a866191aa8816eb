import { describe, expect, it } from '@jest/globals';
import { generateBucketPolicy } from '#shared/generate/bucket-policy.ts';
import { checkBucketPolicy } from '#shared/generate/check-bucket-policy.ts';
import type { CheckFinding } from '#shared/generate/check-result.ts';
import { decide } from '#shared/policy/decide.ts';
import { fromRaw } from '#shared/policy/parse.ts';
import { ANYTHING } from '#shared/policy/prove/anything.ts';
import type { Request } from '#shared/policy/request.ts';
import { type CheckCase, checkCases, type ExpectedFinding } from './check-cases.ts';

const fits = (pattern: string | undefined, text: string | undefined): boolean =>
  pattern === undefined || new RegExp(pattern, 'su').test(text ?? '');

/** Whether a finding is as expected. */
function isLike(finding: CheckFinding, expected: ExpectedFinding, { facts }: CheckCase): boolean {
  const { principal, action, resource, context, statements } = finding;
  const { account, arn, statement } = expected;
  return (
    finding.question === expected.question &&
    (expected.kind === undefined || principal.kind === expected.kind) &&
    (arn === undefined || principal.arn === arn || fits(arn, principal.arn)) &&
    fits(expected.userId, principal.userId) &&
    (account === 'other'
      ? principal.account !== facts.account
      : account === undefined || principal.account === account) &&
    fits(expected.action && `^(?:${expected.action})$`, action) &&
    fits(expected.resource, resource) &&
    Object.entries(expected.context ?? {}).every(
      ([key, values]) => context[key]?.join() === values.join(),
    ) &&
    (statement === undefined ||
      statements.some(({ index, why }) => index === statement && why === 'denies it'))
  );
}

const requestOf = ({ principal, action, resource, context }: CheckFinding, account: string) => ({
  principal,
  action,
  resource,
  resourceAccount: account,
  context,
});

const decision = (request: Request, policy: CheckCase['policy']) =>
  decide(request, { resource: policy, identity: [ANYTHING] });

const cases = checkCases();

describe('the corpus of good and bad edits', () => {
  it('holds at least sixty beyond the table', () => {
    expect(cases.length).toBeGreaterThanOrEqual(100);
    expect(new Set(cases.map(({ file, name }) => `${file}: ${name}`)).size).toBe(cases.length);
  });
});

describe.each([...new Set(cases.map(({ file }) => file))])('%s', (file) => {
  it.each(cases.filter((each) => each.file === file))('$name: $verdict', (each) => {
    const { facts, policy } = each;
    const result = checkBucketPolicy(facts, policy);
    const left = [...result.findings];
    for (const expected of each.findings) {
      const at = left.findIndex((finding) => isLike(finding, expected, each));
      expect({ expected, found: at >= 0 ? 'yes' : result.findings }).toEqual({
        expected,
        found: 'yes',
      });
      left.splice(at, 1);
    }
    expect(left).toEqual([]);
    expect(result.verdict).toBe(each.verdict);
    if (each.undecided !== undefined) {
      expect(result.undecided.join('\n')).toContain(each.undecided);
    } else {
      expect(result.undecided).toEqual([]);
    }
    const baseline = fromRaw(generateBucketPolicy({ ...facts, requireTls: false }), 'resource');
    for (const finding of result.findings) {
      const request = requestOf(finding, facts.account);
      const live = decision(request, policy);
      expect(live.unknown).toBeUndefined();
      if (finding.question === 'lockout') expect(live.decision).toBe('ExplicitDeny');
      else expect(live.decision).not.toBe('ExplicitDeny');
      if (finding.question === 'exposure') {
        expect(decision(request, baseline)).toMatchObject({ decision: 'ExplicitDeny' });
      }
      if (finding.question === 'grant') expect(live.decision).toBe('Allow');
      if (finding.question === 'plaintext') {
        expect(finding.context['aws:securetransport']).toEqual(['false']);
      }
      expect(finding.because).toMatch(/^[A-Z].*: .+\.$/su);
    }
  });
});

describe('a bucket without a policy', () => {
  it('is exposed, with an ordinary role that gets a recording', () => {
    const [first] = cases;
    if (!first) throw new Error('no cases');
    const { verdict, findings } = checkBucketPolicy(first.facts, undefined);
    expect(verdict).toBe('NON_COMPLIANT');
    expect(findings).toEqual([
      expect.objectContaining({
        question: 'exposure',
        action: 's3:GetObject',
        resource: expect.stringMatching(/\/connect\/.*\/CallRecordings\//),
        principal: expect.objectContaining({ kind: 'role', account: first.facts.account }),
        because: expect.stringContaining('the bucket has no policy'),
      }),
    ]);
  });
});

describe('the sentence of a finding', () => {
  const finding = (name: string) => {
    const each = cases.find((one) => one.name === name);
    return each && checkBucketPolicy(each.facts, each.policy).findings[0];
  };
  const sentence = (name: string): string | undefined => finding(name)?.because;

  it.each(['beside the list: denies plaintext only', 'AROA* exempts every role'])(
    'speaks of the statement whose index the finding has: %s',
    (name) => {
      const { nearest, because } = finding(name) ?? {};
      expect(because).toContain(`: statement ${(nearest ?? Number.NaN) + 1} `);
    },
  );

  it('says under which condition alone the nearest statement denies', () => {
    expect(sentence('beside the list: denies plaintext only')).toMatch(
      /^A role such as analyst of account 111122223333 can s3:GetObject connect\/.*: statement 1 denies only when aws:SecureTransport is false\.$/,
    );
  });

  it('names the entry that exempts the caller', () => {
    expect(sentence('AROA* exempts every role')).toContain(
      'statement 1 exempts it: aws:userId matches AROA*.',
    );
  });

  it('names the principal and the statement of a lock-out', () => {
    expect(sentence('the remediator left out of the first statement')).toMatch(
      /^Role ConnectStorageGuard-Remediator-eu-central-1 .* is denied s3:\w+ on the bucket .*: statement 1 \(ConnectStorageGuardDenyUnlisted\) denies it\.$/,
    );
  });
});
