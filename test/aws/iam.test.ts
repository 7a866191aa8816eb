import { IAMClient } from '@aws-sdk/client-iam';
import { describe, expect, it } from '@jest/globals';
import { iamPort } from '#shared/aws/iam.ts';
import { type Answer, queryError, type Received, withStandIn, xml } from './stand-in.ts';

const account = '111122223333';
const role = `arn:aws:iam::${account}:role/aws-reserved/sso.amazonaws.com/eu-central-1/AWSReservedSSO_ContactCenterAdmin_0123456789abcdef`;
const roleName = 'AWSReservedSSO_ContactCenterAdmin_0123456789abcdef';
const user = `arn:aws:iam::${account}:user/alice`;

type Form = Readonly<Record<string, string>>;

const answering = <T>(
  answer: (form: Form) => Answer,
  use: (iam: ReturnType<typeof iamPort>, received: readonly Received[]) => Promise<T>,
) =>
  withStandIn(
    ({ body }) => answer(Object.fromEntries(new URLSearchParams(body))),
    ({ client, received }) => use(iamPort(new IAMClient(client), account), received),
  );

const result = (action: string, body: string) =>
  xml(
    `<${action}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><${action}Result>${body}</${action}Result><ResponseMetadata><RequestId>7a62c49f</RequestId></ResponseMetadata></${action}Response>`,
  );

const trust = (service: string) =>
  encodeURIComponent(
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
    }),
  );

const roleXml = (arn: string, id: string, service = 'connect.amazonaws.com') =>
  `<Path>/</Path><RoleName>${arn.split('/').at(-1)}</RoleName><RoleId>${id}</RoleId><Arn>${arn}</Arn><CreateDate>2018-01-01T00:00:00Z</CreateDate><AssumeRolePolicyDocument>${trust(service)}</AssumeRolePolicyDocument>`;

describe('looking a principal up', () => {
  it('finds a role by the last part of its path', () =>
    answering(
      ({ Action, RoleName }) =>
        Action === 'GetRole' && RoleName === roleName
          ? result('GetRole', `<Role>${roleXml(role, 'AROAEXAMPLEADMIN00001')}</Role>`)
          : queryError('InvalidAction', 'no', 400),
      async (iam) => {
        expect(await iam.principal(role)).toEqual({
          state: 'known',
          value: { arn: role, id: 'AROAEXAMPLEADMIN00001' },
        });
      },
    ));

  it('finds a user', () =>
    answering(
      ({ UserName }) =>
        result(
          'GetUser',
          `<User><Path>/</Path><UserName>${UserName}</UserName><UserId>AIDAEXAMPLEALICE00001</UserId><Arn>${user}</Arn><CreateDate>2020-01-01T00:00:00Z</CreateDate></User>`,
        ),
      async (iam) => {
        expect(await iam.principal(user)).toEqual({
          state: 'known',
          value: { arn: user, id: 'AIDAEXAMPLEALICE00001' },
        });
      },
    ));

  it('is absent when IAM says that there is none', () =>
    answering(
      () => queryError('NoSuchEntity', 'The role cannot be found.', 404),
      async (iam) => {
        expect(await iam.principal(role)).toEqual({ state: 'absent' });
      },
    ));

  it('is absent when the role of that name has another path: it is another role', () =>
    answering(
      () =>
        result(
          'GetRole',
          `<Role>${roleXml(`arn:aws:iam::${account}:role/${roleName}`, 'AROAIMPOSTOR000000001')}</Role>`,
        ),
      async (iam) => {
        expect(await iam.principal(role)).toEqual({ state: 'absent' });
      },
    ));

  it('is unreadable when access is denied', () =>
    answering(
      () => queryError('AccessDenied', 'not authorized to perform: iam:GetRole', 403),
      async (iam) => {
        expect(await iam.principal(role)).toEqual({
          state: 'unreadable',
          why: {
            action: 'iam:GetRole',
            code: 'AccessDenied',
            message: 'not authorized to perform: iam:GetRole',
          },
        });
      },
    ));

  it('is unreadable, and not asked for, when it belongs to another account', () =>
    answering(
      () => queryError('NoSuchEntity', 'none', 404),
      async (iam, received) => {
        expect(await iam.principal('arn:aws:iam::444455556666:role/Admin')).toMatchObject({
          state: 'unreadable',
          why: { action: 'iam:GetRole', code: 'OtherAccount' },
        });
        expect(received).toHaveLength(0);
      },
    ));

  it('throws when IAM is throttled', () =>
    answering(
      () => queryError('Throttling', 'Rate exceeded', 400),
      async (iam) => {
        await expect(iam.principal(role)).rejects.toThrow('iam:GetRole: Throttling: Rate exceeded');
      },
    ));
});

it('lists all pages of the roles below a path', () =>
  answering(
    ({ PathPrefix, Marker }) => {
      expect(PathPrefix).toBe('/aws-reserved/sso.amazonaws.com/');
      return Marker
        ? result(
            'ListRoles',
            `<IsTruncated>false</IsTruncated><Roles><member>${roleXml(`${role}0`, 'AROAEXAMPLE0000000002')}</member></Roles>`,
          )
        : result(
            'ListRoles',
            `<IsTruncated>true</IsTruncated><Marker>more</Marker><Roles><member>${roleXml(role, 'AROAEXAMPLE0000000001')}</member></Roles>`,
          );
    },
    async (iam) => {
      expect(await iam.rolesUnder('/aws-reserved/sso.amazonaws.com/')).toEqual({
        state: 'known',
        value: [
          { arn: role, id: 'AROAEXAMPLE0000000001' },
          { arn: `${role}0`, id: 'AROAEXAMPLE0000000002' },
        ],
      });
    },
  ));

describe('finding the roles of instances made before 2018-10-17', () => {
  const bucket = 'connect-legacy';
  const old = `arn:aws:iam::${account}:role/service-role/connect-access-role-5f0e`;
  const other = `arn:aws:iam::${account}:role/lambda-reader`;
  const policy = (resource: string) =>
    encodeURIComponent(
      JSON.stringify({
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Action: 's3:PutObject', Resource: [resource] },
      }),
    );

  const account2018 =
    (inline: string | undefined, managed: string | undefined) =>
    ({ Action }: Form): Answer => {
      switch (Action) {
        case 'ListRoles':
          return result(
            'ListRoles',
            `<IsTruncated>false</IsTruncated><Roles><member>${roleXml(old, 'AROAOLD00000000000001')}</member><member>${roleXml(other, 'AROALAMBDA00000000001', 'lambda.amazonaws.com')}</member></Roles>`,
          );
        case 'ListRolePolicies':
          return result(
            Action,
            `<IsTruncated>false</IsTruncated><PolicyNames>${inline ? '<member>Storage</member>' : ''}</PolicyNames>`,
          );
        case 'GetRolePolicy':
          return result(
            Action,
            `<RoleName>r</RoleName><PolicyName>Storage</PolicyName><PolicyDocument>${inline}</PolicyDocument>`,
          );
        case 'ListAttachedRolePolicies':
          return result(
            Action,
            `<IsTruncated>false</IsTruncated><AttachedPolicies><member><PolicyName>AmazonConnect_FullAccess</PolicyName><PolicyArn>arn:aws:iam::aws:policy/AmazonConnect_FullAccess</PolicyArn></member>${managed ? `<member><PolicyName>Own</PolicyName><PolicyArn>arn:aws:iam::${account}:policy/Own</PolicyArn></member>` : ''}</AttachedPolicies>`,
          );
        case 'GetPolicy':
          return result(
            Action,
            '<Policy><PolicyName>Own</PolicyName><DefaultVersionId>v3</DefaultVersionId></Policy>',
          );
        case 'GetPolicyVersion':
          return result(
            Action,
            `<PolicyVersion><Document>${managed}</Document><VersionId>v3</VersionId></PolicyVersion>`,
          );
        default:
          return queryError('InvalidAction', `unexpected ${Action}`, 400);
      }
    };

  const oldRole = { state: 'known', value: [{ arn: old, id: 'AROAOLD00000000000001' }] };
  const none = { state: 'known', value: [] };

  it.each([
    [
      'an inline policy names its objects',
      policy('arn:aws:s3:::connect-legacy/*'),
      undefined,
      oldRole,
    ],
    ['a managed policy names it', undefined, policy('arn:aws-cn:s3:::connect-legacy'), oldRole],
    [
      'another bucket begins with its name',
      policy('arn:aws:s3:::connect-legacy-2/*'),
      undefined,
      none,
    ],
    ['nothing names it', undefined, undefined, none],
  ])('when %s', (_, inline, managed, expected) =>
    answering(account2018(inline, managed), async (iam) => {
      expect(await iam.connectRolesNaming(bucket)).toEqual(expected);
    }),
  );

  it('asks nothing about the roles of other services', () =>
    answering(account2018(undefined, undefined), async (iam, received) => {
      await iam.connectRolesNaming(bucket);
      expect(received.filter(({ body }) => body.includes('lambda-reader'))).toEqual([]);
    }));

  it.each([
    ['ListRoles', 'iam:ListRoles'],
    ['ListRolePolicies', 'iam:ListRolePolicies'],
    ['GetRolePolicy', 'iam:GetRolePolicy'],
    ['ListAttachedRolePolicies', 'iam:ListAttachedRolePolicies'],
    ['GetPolicy', 'iam:GetPolicy'],
    ['GetPolicyVersion', 'iam:GetPolicyVersion'],
  ])('is unreadable, not empty, when %s is denied', (denied, action) => {
    const answer = account2018(policy('arn:aws:s3:::other'), policy('arn:aws:s3:::other'));
    return answering(
      (form) =>
        form.Action === denied ? queryError('AccessDenied', 'Access denied', 403) : answer(form),
      async (iam) => {
        expect(await iam.connectRolesNaming(bucket)).toMatchObject({
          state: 'unreadable',
          why: { action, code: 'AccessDenied' },
        });
      },
    );
  });
});
