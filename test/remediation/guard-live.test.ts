import { describe, expect, it } from '@jest/globals';
import { known } from '#shared/connect/fact.ts';
import type { RawStatement } from '#shared/policy/document.ts';
import { parsePolicy } from '#shared/policy/parse.ts';
import {
  foreignPublicRefusals,
  grantsMore,
  namesOthers,
  publicStatements,
  unknownConnectRoles,
} from '#shared/remediation/guard-live.ts';
import { meaningOf } from '#shared/remediation/meaning.ts';
import { planBucketPolicy } from '#shared/remediation/plan.ts';
import { statementDifference } from '#shared/remediation/statement-difference.ts';
import { bucket, facts, roles } from '../fakes/contact-center.ts';

const objects = `arn:aws:s3:::${bucket}/*`;
const policy = (...Statement: RawStatement[]) =>
  parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement }), 'resource');
const planned = (...statements: RawStatement[]) => {
  const live = statements.length > 0 ? policy(...statements) : undefined;
  const text = live ? JSON.stringify(live.source) : null;
  return parsePolicy(planBucketPolicy(facts, live, text, 'merge').after ?? '', 'resource');
};
const forAll: RawStatement = {
  Sid: 'Public',
  Effect: 'Allow',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: objects,
};
const exempting = (...ids: string[]): RawStatement => ({
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: [`arn:aws:s3:::${bucket}`, objects],
  Condition: { StringNotLike: { 'aws:userId': ids.map((id) => `${id}:*`) } },
});

describe('a role of Connect that no instance has', () => {
  it('is worth a look when the policy names ids that are not known', () => {
    const live = JSON.stringify(exempting(roles.tokyo.id, 'AROAOTHER000000000001'));
    expect(namesOthers(live, [roles.tokyo])).toBe(true);
    expect(namesOthers(JSON.stringify(exempting(roles.tokyo.id)), [roles.tokyo])).toBe(false);
    expect(namesOthers(null, [])).toBe(false);
    expect(namesOthers(JSON.stringify({ AWS: roles.osaka.arn }), [roles.tokyo])).toBe(true);
  });

  it('is not shut out', () => {
    const live = policy(exempting(roles.osaka.id, roles.tokyo.id));
    const [refusal] = unknownConnectRoles(facts, live, planned(), [roles.osaka]);
    expect(refusal).toMatchObject({
      code: 'UNKNOWN_CONNECT_ROLE',
      message: expect.stringContaining(roles.osaka.arn),
    });
  });

  it('is of no interest when the live policy shuts it out already, or the planned one lets it in', () => {
    const live = policy(exempting(roles.tokyo.id));
    expect(unknownConnectRoles(facts, live, planned(), [roles.osaka])).toEqual([]);
    expect(unknownConnectRoles(facts, undefined, undefined, [roles.osaka])).toEqual([]);
  });
});

describe('a statement for everyone that is not ours', () => {
  const block = (blockPublicPolicy: boolean) =>
    known({
      blockPublicAcls: true,
      ignorePublicAcls: true,
      blockPublicPolicy,
      restrictPublicBuckets: true,
    });

  it('is not written while BlockPublicPolicy is on', () => {
    const statements = publicStatements(planned(forAll), bucket);
    expect(foreignPublicRefusals(statements, block(true))).toMatchObject([
      { code: 'FOREIGN_PUBLIC_STATEMENT', message: expect.stringContaining('Public is public') },
    ]);
    expect(foreignPublicRefusals(statements, block(false))).toEqual([]);
  });

  it.each<[string, RawStatement]>([
    ['is a Deny', { ...forAll, Effect: 'Deny' }],
    ['is for one account', { ...forAll, Principal: { AWS: '111122223333' } }],
    ['has a condition', { ...forAll, Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }],
  ])('is left to S3 when it %s', (_, statement) => {
    expect(publicStatements(policy(statement), bucket)).toEqual([]);
  });
});

describe('what a plan changes', () => {
  it('never allows more: an Allow that was not there is refused', () => {
    expect(grantsMore(policy(forAll), planned(forAll))).toEqual([]);
    const other: RawStatement = { ...forAll, Sid: 'Other', Action: 's3:PutObject' };
    expect(grantsMore(policy(forAll), policy(forAll, other))).toMatchObject([
      { code: 'GRANTS_MORE', message: expect.stringContaining('Other') },
    ]);
  });

  it('is told by statement, whatever their spelling', () => {
    const respelled: RawStatement = { ...forAll, Action: ['s3:getobject'], Resource: [objects] };
    const live = policy(respelled, exempting('AROAOLD'));
    const { removed, added, kept } = statementDifference(live, planned(forAll));
    expect(kept.map(({ sid }) => sid)).toEqual(['Public']);
    expect(removed).toEqual([{ statement: exempting('AROAOLD') }]);
    expect(added.map(({ sid }) => sid)).toEqual([
      'ConnectStorageGuardDenyUnlisted',
      'ConnectStorageGuardDenyUnlistedReads',
      'ConnectStorageGuardDenyPlaintext',
    ]);
  });

  it('is told by meaning: who got through and will not, among those whose own policies let them', () => {
    const { relation, onlyA, onlyB } = meaningOf(facts, undefined, planned());
    expect({ relation, onlyB }).toEqual({ relation: 'more', onlyB: null });
    expect(onlyA).toMatchObject({ principal: { account: facts.account } });
    const locked = policy(exempting(roles.osaka.id));
    expect(meaningOf(facts, locked, planned()).relation).toBe('incomparable');
    expect(meaningOf(facts, planned(), planned()).relation).toBe('equal');
  });
});
