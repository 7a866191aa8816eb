import { IAMClient } from '@aws-sdk/client-iam';
import { describe, expect, it } from '@jest/globals';
import { accountAuthorizationPort } from '#shared/aws/account-authorization.ts';
import { lastUsedPort } from '#shared/aws/last-used.ts';
import { FakeClock } from '../fakes/clock.ts';
import { type Answer, queryError, withStandIn, xml } from './stand-in.ts';

const account = '111122223333';
const result = (action: string, body: string) =>
  xml(
    `<${action}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><${action}Result>${body}</${action}Result><ResponseMetadata><RequestId>7a62c49f</RequestId></ResponseMetadata></${action}Response>`,
  );
const policy = (action: string) =>
  `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"${action}","Resource":"*"}]}`;
const encoded = (action: string) => encodeURIComponent(policy(action));
const trust =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}';

const own = `arn:aws:iam::${account}:policy/Own`;
const limit = `arn:aws:iam::${account}:policy/Limit`;
const readOnly = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
const attached = (...arns: readonly string[]) =>
  `<AttachedManagedPolicies>${arns.map((arn) => `<member><PolicyName>n</PolicyName><PolicyArn>${arn}</PolicyArn></member>`).join('')}</AttachedManagedPolicies>`;
const version = (id: string, isDefault: boolean, action: string) =>
  `<member><VersionId>${id}</VersionId><IsDefaultVersion>${isDefault}</IsDefaultVersion><Document>${encoded(action)}</Document></member>`;
const managed = (arn: string, versions: string) =>
  `<member><PolicyName>n</PolicyName><Arn>${arn}</Arn><DefaultVersionId>v2</DefaultVersionId><PolicyVersionList>${versions}</PolicyVersionList></member>`;

/** A user first, its group and its policies on the next page, as IAM may answer. */
const pages = [
  `<UserDetailList><member><Path>/</Path><UserName>alice</UserName><UserId>AIDAEXAMPLEALICE00001</UserId><Arn>arn:aws:iam::${account}:user/alice</Arn><GroupList><member>ops</member></GroupList><UserPolicyList><member><PolicyName>inline</PolicyName><PolicyDocument>${encoded('s3:GetObject')}</PolicyDocument></member></UserPolicyList>${attached(own)}</member></UserDetailList><IsTruncated>true</IsTruncated><Marker>next</Marker>`,
  `<GroupDetailList><member><Path>/</Path><GroupName>ops</GroupName><Arn>arn:aws:iam::${account}:group/ops</Arn><GroupPolicyList><member><PolicyName>shared</PolicyName><PolicyDocument>${encoded('s3:PutObject')}</PolicyDocument></member></GroupPolicyList>${attached(own)}</member></GroupDetailList><RoleDetailList><member><Path>/</Path><RoleName>Worker</RoleName><RoleId>AROAEXAMPLEWORKER0001</RoleId><Arn>arn:aws:iam::${account}:role/Worker</Arn><AssumeRolePolicyDocument>${encodeURIComponent(trust)}</AssumeRolePolicyDocument><RolePolicyList/>${attached(readOnly)}<PermissionsBoundary><PermissionsBoundaryType>Policy</PermissionsBoundaryType><PermissionsBoundaryArn>${limit}</PermissionsBoundaryArn></PermissionsBoundary></member></RoleDetailList><Policies>${managed(own, version('v1', false, 'ec2:*') + version('v2', true, 's3:ListBucket'))}${managed(limit, version('v2', true, 's3:*'))}</Policies><IsTruncated>false</IsTruncated>`,
];

const asking = (denied?: string) => {
  const calls: string[] = [];
  const found = withStandIn(
    ({ body }): Answer => {
      const form = new URLSearchParams(body);
      const action = form.get('Action') ?? '';
      calls.push(action);
      if (action === denied) return queryError('AccessDenied', 'not authorized', 403);
      if (action === 'GetPolicy') {
        return result(
          action,
          `<Policy><Arn>${readOnly}</Arn><DefaultVersionId>v9</DefaultVersionId></Policy>`,
        );
      }
      if (action === 'GetPolicyVersion') {
        return result(
          action,
          `<PolicyVersion><Document>${encoded('s3:Get*')}</Document><VersionId>v9</VersionId></PolicyVersion>`,
        );
      }
      return result(action, pages[form.get('Marker') === 'next' ? 1 : 0] ?? '');
    },
    ({ client }) => accountAuthorizationPort(new IAMClient(client)).principals(),
  );
  return found.then((fact) => ({ fact, calls }));
};

describe('all roles and users of an account', () => {
  it('come with what they and their groups hold, wherever on the pages that is', async () => {
    const { fact, calls } = await asking();
    expect(fact).toMatchObject({
      state: 'known',
      value: [
        {
          principal: { id: 'AROAEXAMPLEWORKER0001' },
          policies: {
            state: 'known',
            value: {
              identity: [{ name: readOnly, document: policy('s3:Get*') }],
              boundary: { name: limit, document: policy('s3:*') },
              trust,
            },
          },
        },
        {
          principal: { id: 'AIDAEXAMPLEALICE00001' },
          policies: {
            state: 'known',
            value: {
              identity: [
                { name: 'alice/inline', document: policy('s3:GetObject') },
                { name: 'ops/shared', document: policy('s3:PutObject') },
                { name: own, document: policy('s3:ListBucket') },
              ],
            },
          },
        },
      ],
    });
    expect(calls).toEqual([
      'GetAccountAuthorizationDetails',
      'GetAccountAuthorizationDetails',
      'GetPolicy',
      'GetPolicyVersion',
    ]);
  });

  it('are unreadable, each that holds a policy that may not be read, and no other', async () => {
    const { fact } = await asking('GetPolicyVersion');
    expect(fact).toMatchObject({
      value: [
        { policies: { state: 'unreadable', why: { action: 'iam:GetPolicyVersion' } } },
        { policies: { state: 'known' } },
      ],
    });
  });

  it('are unreadable altogether without the permission', async () => {
    const { fact } = await asking('GetAccountAuthorizationDetails');
    expect(fact).toMatchObject({ state: 'unreadable', why: { code: 'AccessDenied' } });
  });
});

const service = (namespace: string, at: string) =>
  `<member><ServiceName>n</ServiceName><ServiceNamespace>${namespace}</ServiceNamespace>${at && `<LastAuthenticated>${at}</LastAuthenticated>`}</member>`;
const report = (status: string, services: string) =>
  `<JobStatus>${status}</JobStatus><JobCreationDate>2026-03-01T00:00:00Z</JobCreationDate><JobCompletionDate>2026-03-01T00:00:00Z</JobCompletionDate><ServicesLastAccessed>${services}</ServicesLastAccessed>`;

const lastUsed = (...reports: readonly string[]) => {
  let [asked, clock] = [0, new FakeClock()];
  return withStandIn(
    ({ body }): Answer => {
      const action = new URLSearchParams(body).get('Action') ?? '';
      if (action === 'GenerateServiceLastAccessedDetails') {
        return result(action, '<JobId>examplef-1305-c245-eba4-71fe298bcda7</JobId>');
      }
      return result(action, reports[Math.min(asked++, reports.length - 1)] ?? '');
    },
    ({ client }) =>
      lastUsedPort(new IAMClient(client), clock).s3(`arn:aws:iam::${account}:user/alice`),
  );
};

describe('when somebody last used S3', () => {
  const s3 = service('ec2', '2026-02-02T00:00:00Z') + service('s3', '2026-02-01T10:00:00Z');

  it('is known once the report is ready', async () => {
    expect(await lastUsed(report('IN_PROGRESS', ''), report('COMPLETED', s3))).toEqual({
      state: 'known',
      value: '2026-02-01T10:00:00.000Z',
    });
  });

  it('may be never', async () => {
    expect(await lastUsed(report('COMPLETED', service('s3', '')))).toEqual({ state: 'absent' });
  });

  it('cannot be told when the report fails, or is never ready', async () => {
    expect(await lastUsed(report('FAILED', ''))).toMatchObject({ state: 'unreadable' });
    expect(await lastUsed(report('IN_PROGRESS', ''))).toMatchObject({
      state: 'unreadable',
      why: { code: 'IN_PROGRESS' },
    });
  });
});
