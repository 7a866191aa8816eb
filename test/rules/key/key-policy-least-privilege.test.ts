import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { absent, known, unreadable } from '#shared/connect/fact.ts';
import type { RawStatement } from '#shared/policy/document.ts';
import type { KeyFacts } from '#shared/rules/key/facts.ts';
import { rule } from '#shared/rules/key/key-policy-least-privilege.ts';
import {
  connectRole,
  delegation,
  describedKey,
  policyOf,
  sampleKey,
  unusedKey,
} from '#shared/rules/key/sample.ts';
import { accessDenied } from '../../fakes/state.ts';
import { judges } from '../judges.ts';

const own = '111122223333';
const other = '444455556666';
const use = ['kms:Decrypt', 'kms:GenerateDataKey*'];

const withPolicy = (...statements: readonly RawStatement[]): KeyFacts =>
  sampleKey({ policy: policyOf(delegation, ...statements) });
const allow = (
  Principal: RawStatement['Principal'],
  Condition?: RawStatement['Condition'],
  Action: string | readonly string[] = use,
): RawStatement => ({
  Sid: 'Use',
  Effect: 'Allow',
  ...(Principal && { Principal }),
  Action,
  Resource: '*',
  ...(Condition && { Condition }),
});
const anyone = (Condition?: RawStatement['Condition']): KeyFacts =>
  withPolicy(allow('*', Condition));
const deny = (Condition: RawStatement['Condition']): RawStatement => ({
  ...allow('*', Condition, 'kms:*'),
  Sid: 'Deny',
  Effect: 'Deny',
});
const trusting = (facts: KeyFacts): KeyFacts => ({
  ...facts,
  settings: known({ trustedAccounts: [{ account: other, reason: 'log archive' }] }),
});
const root = (account: string, partition = 'aws') => ({
  AWS: `arn:${partition}:iam::${account}:root`,
});
const admin = { AWS: `arn:aws:iam::${own}:role/KeyAdmin` };
const forServices = { Bool: { 'kms:GrantIsForAWSResource': true } };
const createsGrant = (
  Condition?: RawStatement['Condition'],
  Action: string | readonly string[] = 'kms:CreateGrant',
) => withPolicy(allow(admin, Condition, Action));

describe('key-policy-least-privilege', () => {
  judges(rule, [
    [
      'delegation to the account alone',
      sampleKey(),
      'COMPLIANT',
      /nobody of another account, and makes grants for AWS services only/,
    ],
    [
      'delegation by the account id',
      sampleKey({ policy: policyOf({ ...delegation, Principal: { AWS: own } }) }),
      'COMPLIANT',
      /nobody/,
    ],
    ['a role of this account', withPolicy(allow({ AWS: connectRole.arn })), 'COMPLIANT', /nobody/],
    [
      'everyone',
      anyone(),
      'NON_COMPLIANT',
      /^"Use" lets everyone kms:Decrypt, kms:GenerateDataKey, .*add kms:CallerAccount 111122223333/,
    ],
    [
      'everyone, spelled {"AWS": "*"}',
      withPolicy(allow({ AWS: '*' })),
      'NON_COMPLIANT',
      /lets everyone/,
    ],
    [
      'everyone in a list',
      withPolicy(allow({ AWS: [connectRole.arn, '*'] })),
      'NON_COMPLIANT',
      /lets everyone/,
    ],
    [
      'everyone, without a Sid',
      sampleKey({
        policy: policyOf(delegation, {
          Effect: 'Allow',
          Principal: '*',
          Action: 'kms:*',
          Resource: '*',
        }),
      }),
      'NON_COMPLIANT',
      /^Statement\[1\] lets everyone/,
    ],
    [
      'NotPrincipal beside Allow',
      withPolicy({
        Effect: 'Allow',
        NotPrincipal: { AWS: connectRole.arn },
        Action: use,
        Resource: '*',
      }),
      'NON_COMPLIANT',
      /NotPrincipal/,
    ],
    [
      'NotAction beside Allow',
      withPolicy({
        Sid: 'Most',
        Effect: 'Allow',
        Principal: '*',
        NotAction: 'kms:ScheduleKeyDeletion',
        Resource: '*',
      }),
      'NON_COMPLIANT',
      /"Most" lets everyone kms:Decrypt/,
    ],
    [
      'everyone of this account',
      anyone({ StringEquals: { 'kms:CallerAccount': own } }),
      'COMPLIANT',
      /nobody/,
    ],
    [
      "everyone of this account, through S3, as AWS's own keys have it",
      anyone({
        StringEquals: {
          'kms:CallerAccount': own,
          'kms:ViaService': 's3.ap-northeast-1.amazonaws.com',
        },
      }),
      'COMPLIANT',
      /nobody/,
    ],
    [
      'everyone through S3',
      anyone({ StringEquals: { 'kms:ViaService': 's3.ap-northeast-1.amazonaws.com' } }),
      'NON_COMPLIANT',
      /lets everyone/,
    ],
    [
      'everyone over TLS',
      anyone({ Bool: { 'aws:SecureTransport': 'true' } }),
      'NON_COMPLIANT',
      /lets everyone/,
    ],
    [
      'everyone with an encryption context',
      anyone({ StringLike: { 'kms:EncryptionContext:aws:s3:arn': 'arn:aws:s3:::recordings/*' } }),
      'NON_COMPLIANT',
      /lets everyone/,
    ],
    [
      'everyone with a tag of their own',
      anyone({ StringEquals: { 'aws:PrincipalTag/team': 'contact-center' } }),
      'NON_COMPLIANT',
      /lets everyone/,
    ],
    [
      'everyone of the organization',
      anyone({ StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }),
      'COMPLIANT',
      /nobody/,
    ],
    [
      'everyone of any organization',
      anyone({ StringLike: { 'aws:PrincipalOrgID': 'o-*' } }),
      'NON_COMPLIANT',
      /lets everyone/,
    ],
    [
      'everyone but one account',
      anyone({ StringNotEquals: { 'aws:PrincipalAccount': other } }),
      'NON_COMPLIANT',
      /lets everyone/,
    ],
    [
      'everyone whose account is told, or not',
      anyone({ StringEqualsIfExists: { 'aws:SourceAccount': own } }),
      'NON_COMPLIANT',
      /lets everyone/,
    ],
    [
      'accounts that begin with a digit',
      anyone({ StringLike: { 'kms:CallerAccount': '1*' } }),
      'NON_COMPLIANT',
      /lets everyone/,
    ],
    [
      'a role of that name in any account',
      anyone({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/Firehose*' } }),
      'NON_COMPLIANT',
      /lets everyone/,
    ],
    [
      'a role of that name in accounts that end in a digit',
      anyone({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*1:role/Firehose?' } }),
      'NON_COMPLIANT',
      /lets everyone/,
    ],
    [
      'an organization of which only the beginning is told',
      anyone({ StringLike: { 'aws:PrincipalOrgID': 'o-a1*' } }),
      'NON_COMPLIANT',
      /lets everyone/,
    ],
    [
      'any VPC',
      anyone({ StringLike: { 'aws:SourceVpc': 'vpc-*' } }),
      'NON_COMPLIANT',
      /lets everyone/,
    ],
    [
      'one role by its id, whatever the session',
      anyone({ StringLike: { 'aws:userId': 'AROAEXAMPLECONNECT001:*' } }),
      'COMPLIANT',
      /nobody/,
    ],
    [
      'a role of that name in this account',
      anyone({ ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${own}:role/Firehose*` } }),
      'COMPLIANT',
      /nobody/,
    ],
    [
      'everyone from one VPC endpoint',
      anyone({ StringEquals: { 'aws:SourceVpce': 'vpce-1a2b3c4d' } }),
      'COMPLIANT',
      /nobody/,
    ],
    [
      'everyone from everywhere',
      anyone({ IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }),
      'NON_COMPLIANT',
      /lets everyone/,
    ],
    [
      'everyone beside a Deny to other organizations',
      withPolicy(allow('*'), deny({ StringNotEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } })),
      'COMPLIANT',
      /nobody/,
    ],
    [
      'everyone of the organization, if of any',
      anyone({ StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }),
      'NON_COMPLIANT',
      /lets everyone/,
    ],
    [
      'everyone from one network, if it shows',
      anyone({ IpAddressIfExists: { 'aws:SourceIp': '198.51.100.0/24' } }),
      'NON_COMPLIANT',
      /lets everyone/,
    ],
    [
      'everyone beside a Deny to those of other organizations, if of any',
      withPolicy(
        allow('*'),
        deny({ 'ForAnyValue:StringNotLike': { 'aws:PrincipalOrgPaths': 'o-a1b2c3d4e5/*' } }),
      ),
      'NON_COMPLIANT',
      /lets everyone/,
    ],
    [
      'everyone beside a Deny to one network',
      withPolicy(allow('*'), deny({ IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } })),
      'NON_COMPLIANT',
      /lets everyone/,
    ],
    [
      'everyone beside a Deny to roles',
      withPolicy(allow('*'), deny({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/*' } })),
      'NON_COMPLIANT',
      /lets everyone/,
    ],
    [
      'everyone beside a Deny to all but roles of one name in any account',
      withPolicy(
        allow('*'),
        deny({ ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/Admin' } }),
      ),
      'NON_COMPLIANT',
      /lets everyone/,
    ],
    [
      'everyone beside a Deny to all but roles of this account',
      withPolicy(
        allow('*'),
        deny({ ArnNotLike: { 'aws:PrincipalArn': `arn:aws:iam::${own}:role/*` } }),
      ),
      'COMPLIANT',
      /nobody/,
    ],
    [
      'another account beside a Deny to it',
      withPolicy(allow(root(other)), deny({ StringEquals: { 'aws:PrincipalAccount': other } })),
      'COMPLIANT',
      /nobody/,
    ],
    [
      'everyone beside a Deny without condition',
      withPolicy(allow('*'), deny(undefined)),
      'COMPLIANT',
      /nobody/,
    ],
    [
      'everyone beside a Deny that S3 gets past',
      withPolicy(
        allow('*'),
        deny({ StringNotEquals: { 'kms:ViaService': 's3.ap-northeast-1.amazonaws.com' } }),
      ),
      'NON_COMPLIANT',
      /lets everyone/,
    ],
    [
      'another account',
      withPolicy(allow(root(other))),
      'NON_COMPLIANT',
      /^"Use" lets account 444455556666 kms:Decrypt.*trustedAccounts/,
    ],
    [
      'another account by its id',
      withPolicy(allow({ AWS: other })),
      'NON_COMPLIANT',
      /account 444455556666/,
    ],
    [
      'a role of another account',
      withPolicy(allow({ AWS: `arn:aws:iam::${other}:role/Reader` })),
      'NON_COMPLIANT',
      /account 444455556666/,
    ],
    [
      'a session of another account',
      withPolicy(allow({ AWS: `arn:aws:sts::${other}:assumed-role/Reader/me` })),
      'NON_COMPLIANT',
      /account 444455556666/,
    ],
    [
      'another account through a condition',
      anyone({ StringEquals: { 'kms:CallerAccount': [own, other] } }),
      'NON_COMPLIANT',
      /account 444455556666/,
    ],
    [
      'another account that only looks',
      withPolicy(allow(root(other), undefined, 'kms:DescribeKey')),
      'NON_COMPLIANT',
      /account 444455556666 kms:DescribeKey\. Take it out/,
    ],
    [
      'another account that a condition shuts out',
      withPolicy(allow(root(other), { StringEquals: { 'kms:CallerAccount': own } })),
      'COMPLIANT',
      /nobody/,
    ],
    [
      'an account that the settings trust',
      trusting(withPolicy(allow(root(other)))),
      'COMPLIANT',
      /but 444455556666, which the settings trust/,
    ],
    [
      'another account beside a trusted one',
      trusting(withPolicy(allow({ AWS: [other, '777788889999'] }))),
      'NON_COMPLIANT',
      /account 777788889999/,
    ],
    ['everyone, trusted accounts or not', trusting(anyone()), 'NON_COMPLIANT', /lets everyone/],
    [
      'a deleted role, which AWS shows by its id',
      withPolicy(allow({ AWS: 'AROAEXAMPLEDELETED001' })),
      'COMPLIANT',
      /nobody/,
    ],
    ['a service', withPolicy(allow({ Service: 'connect.amazonaws.com' })), 'COMPLIANT', /nobody/],
    [
      'a federated principal',
      withPolicy(allow({ Federated: 'cognito-identity.amazonaws.com' })),
      'INDETERMINATE',
      /federated or canonical id/,
    ],
    [
      'CreateGrant for anybody',
      createsGrant(),
      'NON_COMPLIANT',
      /"Use" allows kms:CreateGrant for anybody: add the condition Bool kms:GrantIsForAWSResource true/,
    ],
    [
      'CreateGrant behind a wildcard',
      createsGrant(undefined, 'kms:Create*'),
      'NON_COMPLIANT',
      /CreateGrant/,
    ],
    [
      'CreateGrant behind NotAction',
      withPolicy({ Effect: 'Allow', Principal: admin, NotAction: 'kms:Decrypt', Resource: '*' }),
      'NON_COMPLIANT',
      /CreateGrant/,
    ],
    ['CreateGrant for AWS services', createsGrant(forServices), 'COMPLIANT', /nobody/],
    [
      'CreateGrant for anything but AWS services',
      createsGrant({ Bool: { 'kms:GrantIsForAWSResource': 'false' } }),
      'NON_COMPLIANT',
      /CreateGrant/,
    ],
    [
      'CreateGrant for AWS services, if it is told',
      createsGrant({ BoolIfExists: { 'kms:GrantIsForAWSResource': 'true' } }),
      'NON_COMPLIANT',
      /CreateGrant/,
    ],
    [
      'CreateGrant through one service only',
      createsGrant({ StringEquals: { 'kms:ViaService': 'connect.ap-northeast-1.amazonaws.com' } }),
      'NON_COMPLIANT',
      /CreateGrant/,
    ],
    [
      'CreateGrant beside a Deny of grants for others',
      withPolicy(allow(admin, undefined, 'kms:CreateGrant'), {
        ...deny({ BoolIfExists: { 'kms:GrantIsForAWSResource': 'false' } }),
        Action: 'kms:CreateGrant',
      }),
      'COMPLIANT',
      /nobody/,
    ],
    [
      'an operator that AWS may add',
      anyone({ StringRhymes: { 'aws:PrincipalAccount': own } }),
      'INDETERMINATE',
      /StringRhymes/,
    ],
    [
      'another partition',
      {
        ...sampleKey({ policy: policyOf(allow(root(own, 'aws-us-gov'), undefined, 'kms:*')) }),
        place: { partition: 'aws-us-gov', account: own, region: 'us-gov-west-1' },
      },
      'COMPLIANT',
      /nobody/,
    ],
    [
      "AWS's own key",
      { ...describedKey({ manager: 'AWS' }), policy: policyOf(allow('*')) },
      'NOT_APPLICABLE',
      /nobody can change its policy/,
    ],
    ['a key that is gone', sampleKey({ description: absent }), 'NOT_APPLICABLE', /no such key/],
    [
      'a key that nobody uses',
      { ...unusedKey, policy: policyOf(allow('*')) },
      'NOT_APPLICABLE',
      /No Connect instance/,
    ],
    [
      'a refused policy',
      sampleKey({ policy: unreadable(accessDenied('kms:GetKeyPolicy')) }),
      'INDETERMINATE',
      /kms:GetKeyPolicy AccessDenied/,
    ],
    [
      'a policy that is absent, which cannot be',
      sampleKey({ policy: absent }),
      'INDETERMINATE',
      /has no policy/,
    ],
    [
      'a policy that is not understood',
      sampleKey({ policy: known('{') }),
      'INDETERMINATE',
      /not understood/,
    ],
    [
      'refused settings',
      sampleKey({ settings: unreadable(accessDenied('s3:GetObject')) }),
      'INDETERMINATE',
      /s3:GetObject AccessDenied/,
    ],
    [
      'another account while the settings are refused',
      { ...withPolicy(allow(root(other))), settings: unreadable(accessDenied('s3:GetObject')) },
      'INDETERMINATE',
      /s3:GetObject/,
    ],
    [
      'everyone while the settings are refused',
      { ...anyone(), settings: unreadable(accessDenied('s3:GetObject')) },
      'NON_COMPLIANT',
      /lets everyone/,
    ],
  ]);

  it('does not depend on the order of the statements', () => {
    const statements = [
      allow('*'),
      delegation,
      deny({ StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } }),
    ];
    const verdicts = [statements, statements.toReversed()].map(
      (each) => rule.evaluate(sampleKey({ policy: policyOf(...each) })).verdict,
    );
    expect(verdicts).toEqual(['COMPLIANT', 'COMPLIANT']);
  });

  /** What a stranger can bring along, or happens to be. */
  const broughtAlong: readonly NonNullable<RawStatement['Condition']>[] = [
    { Bool: { 'aws:SecureTransport': 'true' } },
    { StringEquals: { 'kms:ViaService': 's3.ap-northeast-1.amazonaws.com' } },
    { StringLike: { 'kms:EncryptionContext:aws:s3:arn': 'arn:aws:s3:::recordings/*' } },
    { StringEquals: { 'aws:PrincipalTag/team': 'contact-center' } },
    { StringNotEquals: { 'aws:PrincipalAccount': other } },
    { NumericLessThan: { 'aws:MultiFactorAuthAge': '300' } },
    { StringLike: { 'aws:PrincipalOrgID': 'o-*' } },
    { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } },
  ];

  it('lets no heap of conditions that strangers meet pass for a restriction', () => {
    fc.assert(
      fc.property(fc.subarray([...broughtAlong]), (conditions) => {
        const merged = Object.assign({}, ...conditions);
        const closed = { ...merged, StringEquals: { 'kms:CallerAccount': own } };
        expect(rule.evaluate(anyone(merged)).verdict).toBe('NON_COMPLIANT');
        expect(rule.evaluate(anyone(closed)).verdict).toBe('COMPLIANT');
      }),
    );
  });

  it('does not work on a hostile policy for ever', () => {
    const roles = Array.from({ length: 80 }, (_, index) => `arn:aws:iam::*:role/*a*b*c${index}`);
    const allows = roles.map((role) =>
      allow('*', { ArnLike: { 'aws:PrincipalArn': role } }, 'kms:Decrypt'),
    );
    const denies = roles.map((role) => deny({ ArnNotLike: { 'aws:PrincipalArn': `${role}*` } }));
    expect(rule.evaluate(withPolicy(...allows, ...denies))).toEqual({
      verdict: 'INDETERMINATE',
      because: 'the policy is too long to decide',
    });
  });

  it('names the first of many findings, and how many there are', () => {
    const accounts = Array.from({ length: 40 }, (_, index) => `2000000000${10 + index}`);
    const { because } = rule.evaluate(withPolicy(allow({ AWS: accounts })));
    expect(because).toMatch(/^"Use" lets account 200000000010 .* 30 more\.$/);
  });
});
