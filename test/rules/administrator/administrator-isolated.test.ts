import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { connectActionListText } from '#infra/build/make-connect-actions.ts';
import { absent, known } from '#shared/connect/fact.ts';
import type { ConnectInstance } from '#shared/connect/inventory.ts';
import { administratorPolicies } from '#shared/generate/administrator-policy.ts';
import type { RawPolicy, RawStatement } from '#shared/policy/document.ts';
import { rule } from '#shared/rules/administrator/administrator-isolated.ts';
import type { AdministratorFacts } from '#shared/rules/administrator/facts.ts';
import {
  administrator,
  deniedPolicies,
  effective,
  everythingPolicies,
  sales,
  sampleAdministrator,
  sampleInstance,
  support,
  supportFacts,
  unnamed,
} from '#shared/rules/administrator/sample.ts';

const judge = (changed: Partial<AdministratorFacts>) => rule.evaluate(sampleAdministrator(changed));

const policy = (...Statement: readonly RawStatement[]): RawPolicy => ({
  Version: '2012-10-17',
  Statement,
});
const allow = (
  Action: string | readonly string[],
  Resource: string | readonly string[] = '*',
  more: Partial<RawStatement> = {},
): RawStatement => ({ Effect: 'Allow', Action, Resource, ...more });
const deny = (
  Action: string | readonly string[],
  Resource: string | readonly string[] = '*',
  more: Partial<RawStatement> = {},
): RawStatement => ({ Effect: 'Deny', Action, Resource, ...more });
const without = (
  { Action: _, ...rest }: RawStatement,
  more: Partial<RawStatement>,
): RawStatement => ({ ...rest, ...more });

const tight = administratorPolicies(supportFacts, 'tight');
const article = administratorPolicies(supportFacts, 'article');
/** The tight policy and something more. */
const and = (...statements: readonly RawStatement[]): Partial<AdministratorFacts> => ({
  policies: effective([...tight, policy(...statements)]),
});
const only = (...statements: readonly RawStatement[]): Partial<AdministratorFacts> => ({
  policies: effective([policy(...statements)]),
});
const own = [support.arn, `${support.arn}/*`];
const logs = (alias: string) =>
  `arn:aws:logs:ap-northeast-1:111122223333:log-group:/aws/connect/${alias}`;
const salesObjects = 'arn:aws:s3:::calls-of-sales/*';
const closedTo = (...ids: readonly string[]) => ({
  'calls-of-sales': known(
    JSON.stringify(
      policy({
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: ['arn:aws:s3:::calls-of-sales', salesObjects],
        Condition: { StringNotLike: { 'aws:userId': ids } },
      }),
    ),
  ),
});
const tag = (operator: string) => ({
  Condition: { [operator]: { 'aws:ResourceTag/Team': 'support' } },
});

describe('administrator-isolated', () => {
  it.each<[string, Partial<AdministratorFacts>, RegExp]>([
    ['the tight policy', {}, /reaches no other of 2 instances/],
    ['the published policy', { policies: effective(article) }, /reaches no other/],
    ['its own instance alone', only(allow('connect:*', own)), /reaches no other/],
    [
      'every instance, when there is but one',
      { others: [], policies: everythingPolicies },
      /no other instance/,
    ],
    [
      'every instance, when it administers both',
      { instances: [support, sales], others: [], policies: everythingPolicies },
      /support and sales/,
    ],
    [
      'the list of all instances',
      and(
        allow([
          'connect:ListInstances',
          's3:ListAllMyBuckets',
          's3:GetBucketLocation',
          'logs:DescribeLogGroups',
        ]),
      ),
      /reaches no other/,
    ],
    [
      'everything but what a Deny keeps to its own',
      only(
        allow('*'),
        deny(['connect:*'], [sales.arn, `${sales.arn}/*`]),
        deny('logs:*', `${logs('sales')}*`),
        deny('s3:*', ['arn:aws:s3:::calls-of-sales', salesObjects]),
      ),
      /reaches no other/,
    ],
    [
      'everything, within a boundary',
      {
        policies: effective([policy(allow('*'))], {
          boundary: { name: 'arn:b', document: JSON.stringify(tight[0]) },
        }),
      },
      /reaches no other/,
    ],
    [
      'everything of S3, where the bucket is closed',
      { ...and(allow('s3:*')), bucketPolicies: closedTo('AROAOTHER:*') },
      /reaches no other/,
    ],
    [
      'NotResource that leaves the others out',
      only(
        allow('connect:*', own),
        without(allow('connect:*'), { Action: 'connect:*', Resource: own }),
      ),
      /reaches no other/,
    ],
    [
      "another account's instance",
      and(allow('connect:*', support.arn.replace('111122223333', '999999999999'))),
      /reaches no other/,
    ],
    [
      'a replica of the other in another region',
      and(allow('connect:*', sales.arn.replace('ap-northeast-1', 'us-west-2'))),
      /reaches no other/,
    ],
  ])('is content with %s', (_, changed, because) => {
    expect(judge(changed)).toMatchObject({
      verdict: 'COMPLIANT',
      because: expect.stringMatching(because),
    });
  });

  it.each<[string, Partial<AdministratorFacts>, RegExp]>([
    [
      'everything',
      { policies: everythingPolicies },
      /emergency login \(connect:AdminGetEmergencyAccessToken\), settings \(connect:UpdateInstanceAttribute\), flow logs \(logs:GetLogEvents\) and bucket calls-of-sales \(s3:GetObject\)/,
    ],
    [
      'Connect on every instance',
      only(allow('connect:*')),
      /settings \(connect:UpdateInstanceAttribute\); by statement 1 of SupportAdmin\/Policy0/,
    ],
    [
      'the settings of the other to read',
      and(allow('connect:Describe*', sales.arn)),
      /settings \(connect:DescribeInstance\)/,
    ],
    ['the users of the other', and(allow('connect:*', `${sales.arn}/agent/*`)), /settings/],
    [
      'the contact flows of all',
      and(
        allow('connect:UpdateContactFlowContent', 'arn:aws:connect:*:*:instance/*/contact-flow/*'),
      ),
      /connect:UpdateContactFlowContent/,
    ],
    [
      'emergency login of the other alone',
      and(allow('connect:AdminGetEmergencyAccessToken', sales.arn)),
      /reaches sales.*: emergency login/,
    ],
    [
      'emergency login by NotAction',
      and({ Effect: 'Allow', NotAction: ['s3:*', 'logs:*', 'kms:*'], Resource: '*' }),
      /emergency login/,
    ],
    [
      'all but its own by NotResource',
      and({ Effect: 'Allow', Action: 'connect:DescribeInstance', NotResource: support.arn }),
      /connect:DescribeInstance/,
    ],
    [
      'the flow logs of all instances',
      and(allow('logs:Get*', 'arn:aws:logs:*:*:log-group:/aws/connect/*')),
      /flow logs \(logs:GetLogEvents\)/,
    ],
    [
      'queries of the flow logs',
      and(allow('logs:StartQuery', `${logs('sales')}:*`)),
      /logs:StartQuery/,
    ],
    [
      'a log group whose name begins alike',
      {
        others: [sampleInstance('3', 'support-eu')],
        ...and(allow('logs:FilterLogEvents', `${logs('support')}*`)),
      },
      /reaches support-eu/,
    ],
    [
      'the bucket of the other',
      and(allow('s3:GetObject', salesObjects)),
      /bucket calls-of-sales \(s3:GetObject\)/,
    ],
    ['the names of objects', and(allow('s3:List*', 'arn:aws:s3:::calls-of-*')), /s3:ListBucket/],
    [
      'the policy of the bucket',
      and(allow('s3:PutBucketPolicy', 'arn:aws:s3:::calls-of-sales')),
      /s3:PutBucketPolicy/,
    ],
    [
      'old versions of recordings',
      and(allow('s3:GetObjectVersion', salesObjects)),
      /s3:GetObjectVersion/,
    ],
    [
      'every bucket, and the other bucket lets it in by id',
      { ...and(allow('s3:*')), bucketPolicies: closedTo('AROAOTHER:*', `${administrator.id}:*`) },
      /s3:GetObject/,
    ],
    [
      'nothing, but the other bucket grants it',
      {
        bucketPolicies: {
          'calls-of-sales': known(
            JSON.stringify(
              policy({
                Effect: 'Allow',
                Principal: { AWS: administrator.arn },
                Action: 's3:GetObject',
                Resource: salesObjects,
              }),
            ),
          ),
        },
      },
      /the resource's policy/,
    ],
    [
      'every bucket, which has no policy',
      { ...and(allow('s3:*')), bucketPolicies: { 'calls-of-sales': absent } },
      /s3:GetObject/,
    ],
    [
      'the other with MFA',
      and(
        allow('connect:*', sales.arn, {
          Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
        }),
      ),
      /settings/,
    ],
    [
      'the other from the office',
      and(
        allow('connect:*', sales.arn, {
          Condition: { IpAddress: { 'aws:SourceIp': '198.51.100.0/24' } },
        }),
      ),
      /settings/,
    ],
    [
      'the other until 2030',
      and(
        allow('connect:*', sales.arn, {
          Condition: { DateLessThan: { 'aws:CurrentTime': '2030-01-01T00:00:00Z' } },
        }),
      ),
      /settings/,
    ],
    [
      'the other, denied only without MFA',
      only(
        allow('connect:*'),
        deny('connect:*', '*', {
          Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
        }),
      ),
      /settings/,
    ],
    [
      'the other by its condition key',
      and(
        allow('connect:*', '*', {
          Condition: { StringEquals: { 'connect:InstanceId': sales.id } },
        }),
      ),
      /settings/,
    ],
    ['wildcards in odd case', and(allow('CONNECT:desCRIBE*', 'arn:aws:connect:*')), /settings/],
    [
      'too little of its own',
      only(allow('connect:Describe*', own), allow('connect:List*', own)),
      /cannot administer its own instance support: it may not connect:UpdateInstanceAttribute and connect:AssociateInstanceStorageConfig/,
    ],
    ['nothing', { policies: effective([]) }, /cannot administer its own instance/],
    [
      'its own by identity but not within the boundary',
      {
        policies: effective([...tight], {
          boundary: { name: 'arn:b', document: JSON.stringify(policy(allow('s3:*'))) },
        }),
      },
      /cannot administer/,
    ],
    [
      'a shared bucket',
      {
        instances: [{ ...support, storage: sales.storage }],
        policies: effective(
          administratorPolicies({ ...supportFacts, buckets: ['calls-of-sales'] }, 'tight'),
        ),
      },
      /bucket calls-of-sales, which both use/,
    ],
  ])('finds %s', (_, changed, because) => {
    expect(judge(changed)).toMatchObject({
      verdict: 'NON_COMPLIANT',
      because: expect.stringMatching(because),
    });
  });

  it.each<[string, Partial<AdministratorFacts>, RegExp]>([
    ['its policies are unreadable', { policies: deniedPolicies }, /iam:GetRolePolicy AccessDenied/],
    [
      'its policies are malformed',
      { policies: effective([], { identity: [{ name: 'x', document: '{"Statement":[{}]}' }] }) },
      /x is not understood/,
    ],
    [
      'its boundary is malformed',
      { policies: effective([], { boundary: { name: 'b', document: '' } }) },
      /b is not understood/,
    ],
    ['it is itself unreadable', { principal: deniedPolicies as never }, /AccessDenied/],
    [
      'it depends on the tags of the other',
      and(allow('connect:*', '*', tag('StringEquals'))),
      /depends on aws:resourcetag\/team/,
    ],
    [
      'a Deny depends on the tags of the other',
      only(
        allow('connect:*', '*'),
        deny('connect:*', sales.arn, tag('StringNotEquals')),
        deny('connect:*', `${sales.arn}/*`, tag('StringNotEquals')),
      ),
      /depends on aws:resourcetag\/team/,
    ],
    [
      'it depends on a variable',
      and(allow('connect:*', 'arn:aws:connect:*:*:instance/${aws:PrincipalTag/instance}')),
      /depends on aws:principaltag\/instance/,
    ],
    [
      'the policy of a bucket that it may reach is unreadable',
      { ...and(allow('s3:*')), bucketPolicies: { 'calls-of-sales': deniedPolicies as never } },
      /may s3:GetObject by its own policies, and iam:GetRolePolicy AccessDenied/,
    ],
    [
      'the alias of the other is not known',
      { ...and(allow('logs:*')), others: [(({ alias: _, ...rest }) => rest)(sales)] },
      /alias of .* is not known/,
    ],
    [
      'there may be more instances',
      {
        complete: false,
        unreadable: [{ action: 'connect:ListInstances', code: 'X', message: '' }],
      },
      /incomplete/,
    ],
    [
      'whether it administers any',
      {
        instances: [],
        complete: false,
        unreadable: [{ action: 'connect:ListInstances', code: 'X', message: '' }],
      },
      /incomplete/,
    ],
  ])('cannot tell when %s', (_, changed, because) => {
    expect(judge(changed)).toMatchObject({
      verdict: 'INDETERMINATE',
      because: expect.stringMatching(because),
    });
  });

  it('reports what it reaches even of half an inventory', () => {
    expect(judge({ complete: false, policies: everythingPolicies }).verdict).toBe('NON_COMPLIANT');
  });

  it('does not judge whom nobody named', () => {
    expect(rule.evaluate(unnamed).verdict).toBe('NOT_APPLICABLE');
  });

  it('takes a user for what it is', () => {
    const user = {
      arn: 'arn:aws:iam::111122223333:user/ops/jo',
      id: 'AIDAEXAMPLEUSER000001',
    } as const;
    const judged = judge({
      principal: known(user),
      policies: known({
        principal: user,
        identity: [
          {
            name: 'jo/x',
            document: JSON.stringify(
              policy(
                allow('connect:*', 'arn:aws:connect:*:*:instance/*', {
                  Condition: { StringEquals: { 'aws:username': 'jo' } },
                }),
              ),
            ),
          },
        ],
      }),
    });
    expect(judged).toMatchObject({
      verdict: 'NON_COMPLIANT',
      because: expect.stringMatching(/^jo reaches sales/),
    });
    expect(judged.findings?.[0]?.principal).toMatchObject({
      kind: 'user',
      userId: 'AIDAEXAMPLEUSER000001',
    });
  });

  it('says what it reaches first, within what AWS Config shows, and how many more', () => {
    const others = ['2', '3', '4'].map((digit) => sampleInstance(digit, `sales${digit}`));
    const { because, findings = [] } = judge({ others, policies: everythingPolicies });
    expect(because).toContain('2 more instances likewise');
    expect(because.slice(0, 256)).toContain('s3:GetObject');
    expect(findings).toHaveLength(12);
  });

  it('judges one of two hundred instances', () => {
    const others = Array.from(
      { length: 199 },
      (_, n): ConnectInstance => ({ ...sampleInstance('2', `sales${n}`), arn: `${sales.arn}${n}` }),
    );
    expect(judge({ others }).verdict).toBe('COMPLIANT');
  });
});

it('the list of actions is what the installed service authorization reference gives', async () => {
  const committed = new URL(
    '../../../shared/rules/administrator/connect-action-list.ts',
    import.meta.url,
  );
  expect(await connectActionListText()).toBe(readFileSync(committed, 'utf8'));
});
