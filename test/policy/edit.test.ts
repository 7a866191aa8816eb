import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { policyDigest } from '#shared/policy/canonical.ts';
import type { RawPolicy, RawStatement } from '#shared/policy/document.ts';
import { removeStatements, replaceStatements, statementsOf } from '#shared/policy/edit.ts';
import { MergeRefusedError } from '#shared/policy/errors.ts';
import { fromRaw } from '#shared/policy/parse.ts';
import { arbitraryPolicy } from './arbitrary-policy.ts';

const isOurs = ({ Sid }: RawStatement): boolean => Sid?.startsWith('ConnectStorageGuard') ?? false;

const ours: readonly RawStatement[] = ['DenyUnlisted', 'DenyPlaintext'].map((name) => ({
  Sid: `ConnectStorageGuard${name}`,
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: ['arn:aws:s3:::recordings', 'arn:aws:s3:::recordings/*'],
}));

const foreignOf = (policy: RawPolicy): readonly RawStatement[] =>
  statementsOf(policy).filter((statement) => !isOurs(statement));

/** Live policies into which an older form of some of our statements is mixed. */
const live = fc
  .tuple(arbitraryPolicy, fc.array(fc.nat({ max: 4 }), { maxLength: 2 }))
  .map(([policy, places]) => {
    const statements = [...policy.Statement];
    for (const [index, place] of places.entries()) {
      const [old] = ours.slice(index);
      if (old) statements.splice(place, 0, { ...old, Action: 's3:Get*' });
    }
    return { ...policy, Id: 'Customer', Statement: statements };
  });

describe('replaceStatements', () => {
  it('keeps the statements of others byte for byte and in their order', () => {
    fc.assert(
      fc.property(live, (policy) => {
        const merged = replaceStatements(policy, isOurs, ours);
        expect(JSON.stringify(foreignOf(merged))).toBe(JSON.stringify(foreignOf(policy)));
        expect(merged.Id).toBe('Customer');
        expect(merged.Version).toBe(policy.Version);
      }),
    );
  });

  it('leaves exactly our statements as ours, once each', () => {
    fc.assert(
      fc.property(live, (policy) => {
        expect(statementsOf(replaceStatements(policy, isOurs, ours)).filter(isOurs)).toEqual(ours);
      }),
    );
  });

  it('changes nothing when run twice', () => {
    fc.assert(
      fc.property(live, (policy) => {
        const once = replaceStatements(policy, isOurs, ours);
        const twice = replaceStatements(JSON.parse(JSON.stringify(once)), isOurs, ours);
        expect(JSON.stringify(twice)).toBe(JSON.stringify(once));
        expect(replaceStatements(once, isOurs, ours)).toBe(once);
      }),
    );
  });

  it('gives a policy that parses and does not touch what it was given', () => {
    fc.assert(
      fc.property(live, (policy) => {
        const before = JSON.stringify(policy);
        expect(policyDigest(fromRaw(replaceStatements(policy, isOurs, ours)))).toHaveLength(64);
        expect(JSON.stringify(policy)).toBe(before);
      }),
    );
  });

  it('makes a policy of version 2012-10-17 where there was none', () => {
    expect(replaceStatements(undefined, isOurs, ours)).toEqual({
      Version: '2012-10-17',
      Statement: ours,
    });
  });

  it('never overwrites a statement of others that has no Sid', () => {
    const [one] = ours;
    const foreign: RawStatement = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };
    const merged = replaceStatements({ Statement: foreign }, isOurs, one ? [one] : []);
    expect(merged.Statement).toEqual([foreign, one]);
  });

  it('refuses when a statement of others has taken a Sid of ours', () => {
    const [one] = ours;
    const taken: RawPolicy = { Statement: [{ ...one, Effect: 'Allow' }] };
    expect(() => replaceStatements(taken, ({ Effect }) => Effect === 'Deny', ours)).toThrow(
      new MergeRefusedError(
        'Statement[0].Sid',
        '"ConnectStorageGuardDenyUnlisted" is taken by a statement that is not ours',
      ),
    );
  });
});

describe('merging into a policy of version 2008-10-17', () => {
  const literal: RawStatement = {
    Effect: 'Allow',
    Principal: { AWS: '111122223333' },
    Action: 's3:GetObject',
    Resource: 'arn:aws:s3:::recordings/${aws:username}/*',
  };
  const [one] = ours;
  const withVariable: readonly RawStatement[] = [
    { ...one, Effect: 'Deny', Resource: 'arn:aws:s3:::recordings/${aws:PrincipalAccount}/*' },
  ];

  it('leaves the version alone, so that "${" of others stays literal text', () => {
    const merged = replaceStatements({ Statement: [literal] }, isOurs, ours);
    expect(merged).toEqual({ Statement: [literal, ...ours] });
  });

  it('refuses statements of ours that need policy variables', () => {
    const old: RawPolicy = { Version: '2008-10-17', Statement: [literal] };
    expect(() => replaceStatements(old, isOurs, withVariable)).toThrow(MergeRefusedError);
  });

  it('takes the newer version when ours need it and others hold no "${"', () => {
    const plain = { ...literal, Resource: 'arn:aws:s3:::recordings/*' };
    const merged = replaceStatements({ Statement: plain }, isOurs, withVariable);
    expect(merged).toEqual({ Version: '2012-10-17', Statement: [plain, ...withVariable] });
  });
});

describe('removeStatements', () => {
  it('takes back what replaceStatements put in', () => {
    fc.assert(
      fc.property(arbitraryPolicy, (policy) => {
        const removed = removeStatements(replaceStatements(policy, isOurs, ours), isOurs);
        expect(JSON.stringify(removed)).toBe(JSON.stringify(policy));
      }),
    );
  });

  it('says that nothing is left when all were ours', () => {
    expect(removeStatements({ Statement: ours }, isOurs)).toBeUndefined();
  });

  it('returns the very policy when none are ours', () => {
    const policy: RawPolicy = { Statement: { Effect: 'Deny', Action: '*', Resource: '*' } };
    expect(removeStatements(policy, isOurs)).toBe(policy);
  });
});
