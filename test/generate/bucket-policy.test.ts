import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Arn } from '#shared/connect/arn.ts';
import { baselineStatements, generateBucketPolicy } from '#shared/generate/bucket-policy.ts';
import { checkBucketPolicy } from '#shared/generate/check-bucket-policy.ts';
import { configurationReads } from '#shared/generate/configuration-reads.ts';
import { type BaselineFacts, parseFacts } from '#shared/generate/facts.ts';
import type { RawStatement } from '#shared/policy/document.ts';
import { fromRaw } from '#shared/policy/parse.ts';
import { checkByDecide } from '../fakes/check-by-decide.ts';
import { facts, roles } from '../fakes/contact-center.ts';

const sids = (of: BaselineFacts) => baselineStatements(of).map(({ Sid }) => Sid);
const statement = (of: BaselineFacts, sid: string) =>
  baselineStatements(of).find(({ Sid }) => Sid === `ConnectStorageGuard${sid}`);

const published = (partition: string, bucket: string, connect: string, administrator: string) =>
  readFileSync(new URL('../fixtures/procedures/a-bucket-policy.json', import.meta.url), 'utf8')
    .replaceAll('arn:aws:', `arn:${partition}:`)
    .replaceAll('<bucket_name>', bucket)
    .replaceAll('<connect_role_id>', connect)
    .replaceAll('<administrator_role_id>', administrator);

describe('the article profile', () => {
  it.each(['aws', 'aws-cn', 'aws-us-gov'])(
    'is the published policy byte for byte when given only the two role ids, in %s',
    (partition) => {
      const policy = generateBucketPolicy(
        parseFacts({
          profile: 'article',
          bucket: 'amazon-connect-0123456789ab',
          account: '111122223333',
          connectRoles: [
            { arn: `arn:${partition}:iam::111122223333:role/connect`, id: 'AROAEXAMPLECONNECT001' },
          ],
          administrators: [
            { arn: `arn:${partition}:iam::111122223333:role/Admin`, id: 'AROAEXAMPLEADMIN00001' },
          ],
        }),
      );
      expect(`${JSON.stringify(policy, null, 2)}\n`).toBe(
        published(
          partition,
          'amazon-connect-0123456789ab',
          'AROAEXAMPLECONNECT001',
          'AROAEXAMPLEADMIN00001',
        ),
      );
    },
  );

  it('stays one statement when TLS is required: it has none for it', () => {
    expect(baselineStatements({ ...facts, profile: 'article', auditors: [] })).toHaveLength(1);
  });

  it('lists the guard and its observers by id', () => {
    const auditors = [roles.recorder];
    const [only] = baselineStatements({ ...facts, profile: 'article', auditors });
    expect(only?.Condition).toEqual({
      StringNotLike: {
        'aws:userId': [
          'AROATOKYOCONNECT00001:*',
          'AROAADMIN000000000001:*',
          'AROAREMEDIATOR0000001:*',
          'AROARECORDER000000001:*',
        ],
      },
    });
  });

  it('bears a Sid of ours as soon as it is no longer the published statement', () => {
    const services = {
      ...facts,
      profile: 'article' as const,
      servicePrincipals: ['logging.s3.amazonaws.com'],
    };
    expect(sids({ ...services, auditors: [] })).toEqual([
      'ConnectStorageGuardDenyUnlisted',
      'ConnectStorageGuardDenyServicesForOthers',
    ]);
  });
});

describe('the observable profile', () => {
  it('has three statements, and a fourth when services share the bucket', () => {
    expect(sids(facts)).toEqual([
      'ConnectStorageGuardDenyUnlisted',
      'ConnectStorageGuardDenyUnlistedReads',
      'ConnectStorageGuardDenyPlaintext',
    ]);
    expect(
      sids({ ...facts, requireTls: false, servicePrincipals: ['profile.amazonaws.com'] }),
    ).toEqual([
      'ConnectStorageGuardDenyUnlisted',
      'ConnectStorageGuardDenyUnlistedReads',
      'ConnectStorageGuardDenyServicesForOthers',
    ]);
  });

  it('splits all actions into the configuration reads and the rest', () => {
    const reads = configurationReads('aws');
    expect(statement(facts, 'DenyUnlisted')?.NotAction).toEqual(reads);
    expect(statement(facts, 'DenyUnlistedReads')?.Action).toEqual(reads);
    expect(reads).not.toContain('s3:ListBucket');
    expect(reads).toHaveLength(18);
  });

  it('exempts the remediator everywhere and observers in the reads only, by their fixed ARNs', () => {
    const exempt = (sid: string) => statement(facts, sid)?.Condition?.ArnNotLike;
    expect(exempt('DenyUnlisted')).toEqual({ 'aws:PrincipalArn': [roles.remediator.arn] });
    expect(exempt('DenyUnlistedReads')).toEqual({
      'aws:PrincipalArn': [roles.remediator.arn, ...facts.auditors.map(({ arn }) => arn)],
    });
  });

  it('exempts an auditor of the settings by id, in the reads only', () => {
    const audited = {
      ...facts,
      auditors: [{ arn: roles.sso.arn, id: roles.sso.id }],
    };
    const ids = (sid: string) => statement(audited, sid)?.Condition?.StringNotLike?.['aws:userId'];
    expect(ids('DenyUnlistedReads')).toContain('AROASSOADMIN000000001:*');
    expect(ids('DenyUnlisted')).not.toContain('AROASSOADMIN000000001:*');
  });

  it('names a user without a colon, because aws:userId of a user has none', () => {
    const arn: Arn = 'arn:aws:iam::111122223333:user/root-admin';
    const withUser = { ...facts, administrators: [{ arn, id: 'AIDAUSER0000000000001' }] };
    expect(statement(withUser, 'DenyUnlisted')?.Condition?.StringNotLike).toEqual({
      'aws:userId': ['AROATOKYOCONNECT00001:*', 'AIDAUSER0000000000001'],
    });
  });

  it('names everybody once, however often they are listed', () => {
    const twice = { ...facts, connectRoles: [roles.tokyo, roles.osaka, roles.tokyo] };
    expect(statement(twice, 'DenyUnlisted')?.Condition?.StringNotLike).toEqual({
      'aws:userId': [
        'AROATOKYOCONNECT00001:*',
        'AROAOSAKACONNECT00001:*',
        'AROAADMIN000000000001:*',
      ],
    });
  });

  it('lets an exempted service come for this account only', () => {
    const shared = { ...facts, servicePrincipals: ['logging.s3.amazonaws.com'] };
    expect(statement(shared, 'DenyServicesForOthers')?.Condition).toEqual({
      StringEquals: { 'aws:PrincipalServiceName': ['logging.s3.amazonaws.com'] },
      StringNotEquals: { 'aws:SourceAccount': '111122223333' },
    });
  });

  it('mistake 6: takes the partition from the facts', () => {
    const china = JSON.stringify(generateBucketPolicy({ ...facts, partition: 'aws-cn' }));
    expect(china).toContain('arn:aws-cn:s3:::');
    expect(china).not.toContain('arn:aws:s3:::');
  });
});

describe('both profiles', () => {
  const id = fc.stringMatching(/^[A-Z0-9]{17}$/);
  const arn = (path: string): Arn => `arn:aws:iam::111122223333:${path}`;
  const someFacts = fc
    .record({
      profile: fc.constantFrom('observable' as const, 'article' as const),
      connect: fc.uniqueArray(id, { minLength: 1, maxLength: 4 }),
      administrators: fc.uniqueArray(id, { maxLength: 3 }),
      workloads: fc.uniqueArray(id, { maxLength: 2 }),
      services: fc.subarray(['logging.s3.amazonaws.com', 'profile.amazonaws.com']),
      requireTls: fc.boolean(),
    })
    .map((some): BaselineFacts => {
      const named = (prefix: string, path: string, ids: readonly string[]) =>
        ids.map((suffix) => ({ arn: arn(`${path}${suffix}`), id: `${prefix}${suffix}` }));
      return {
        ...facts,
        profile: some.profile,
        requireTls: some.requireTls,
        auditors: some.profile === 'article' ? [roles.recorder] : facts.auditors,
        connectRoles: named('AROA', 'role/connect-', some.connect),
        administrators: named('AIDA', 'user/administrator-', some.administrators),
        workloads: named('AROA', 'role/workload-', some.workloads).map((workload) => ({
          ...workload,
          actions: ['s3:PutObject', 's3:GetBucketLocation'],
        })),
        servicePrincipals: some.services,
      };
    });

  it.each([
    ['proof', checkBucketPolicy],
    ['an oracle that asks about single requests', checkByDecide],
  ])('generate what passes their own check, by %s', (_, check) => {
    fc.assert(
      fc.property(someFacts, (each) => {
        const result = check(each, fromRaw(generateBucketPolicy(each), 'resource'));
        expect(result).toMatchObject({ verdict: 'COMPLIANT', findings: [], undecided: [] });
      }),
      { numRuns: 60 },
    );
  });

  it('generate what neither does without: each statement taken away is found', () => {
    const all = { ...facts, servicePrincipals: ['logging.s3.amazonaws.com'] };
    const { Statement } = generateBucketPolicy(all);
    const statements = Array.isArray(Statement) ? (Statement as readonly RawStatement[]) : [];
    expect(statements).toHaveLength(4);
    for (const missing of statements) {
      const rest = {
        Version: '2012-10-17',
        Statement: statements.filter((each) => each !== missing),
      };
      expect(checkBucketPolicy(all, fromRaw(rest, 'resource')).verdict).toBe('NON_COMPLIANT');
    }
  });
});
