import { IAMClient } from '@aws-sdk/client-iam';
import { describe, expect, it } from '@jest/globals';
import { principalPoliciesPort } from '#shared/aws/principal-policies.ts';
import { type Answer, queryError, type Received, withStandIn, xml } from './stand-in.ts';

const account = '111122223333';
const alice = `arn:aws:iam::${account}:user/alice` as const;
const administrators = `arn:aws:iam::aws:policy/AdministratorAccess`;

const result = (action: string, body: string) =>
  xml(
    `<${action}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><${action}Result>${body}</${action}Result><ResponseMetadata><RequestId>7a62c49f</RequestId></ResponseMetadata></${action}Response>`,
  );

const document = encodeURIComponent('{"Version":"2012-10-17","Statement":[]}');

/** A user of one group, which holds an inline policy and one of AWS's. */
const answers: Readonly<Record<string, string>> = {
  GetUser: `<User><Path>/</Path><UserName>alice</UserName><UserId>AIDAEXAMPLEALICE00001</UserId><Arn>${alice}</Arn><CreateDate>2020-01-01T00:00:00Z</CreateDate></User>`,
  ListGroupsForUser: `<Groups><member><Path>/</Path><GroupName>ops</GroupName><GroupId>AGPA1</GroupId><Arn>arn:aws:iam::${account}:group/ops</Arn><CreateDate>2020-01-01T00:00:00Z</CreateDate></member></Groups><IsTruncated>false</IsTruncated>`,
  ListUserPolicies: '<PolicyNames/><IsTruncated>false</IsTruncated>',
  ListAttachedUserPolicies: '<AttachedPolicies/><IsTruncated>false</IsTruncated>',
  ListGroupPolicies:
    '<PolicyNames><member>own</member></PolicyNames><IsTruncated>false</IsTruncated>',
  GetGroupPolicy: `<GroupName>ops</GroupName><PolicyName>own</PolicyName><PolicyDocument>${document}</PolicyDocument>`,
  ListAttachedGroupPolicies: `<AttachedPolicies><member><PolicyName>AdministratorAccess</PolicyName><PolicyArn>${administrators}</PolicyArn></member></AttachedPolicies><IsTruncated>false</IsTruncated>`,
  GetPolicy: `<Policy><Arn>${administrators}</Arn><DefaultVersionId>v1</DefaultVersionId></Policy>`,
  GetPolicyVersion: `<PolicyVersion><Document>${document}</Document><VersionId>v1</VersionId></PolicyVersion>`,
};

const asking = <T>(
  denied: string | undefined,
  use: (
    port: ReturnType<typeof principalPoliciesPort>,
    received: readonly Received[],
  ) => Promise<T>,
) =>
  withStandIn(
    ({ body }): Answer => {
      const action = new URLSearchParams(body).get('Action') ?? '';
      if (action === denied) return queryError('AccessDenied', 'not authorized', 403);
      return result(action, answers[action] ?? '');
    },
    ({ client, received }) => use(principalPoliciesPort(new IAMClient(client), account), received),
  );

describe('what a user is allowed', () => {
  it('is what its groups are allowed, too', () =>
    asking(undefined, async (port) =>
      expect(await port.effectivePolicies(alice)).toEqual({
        state: 'known',
        value: {
          principal: { arn: alice, id: 'AIDAEXAMPLEALICE00001' },
          identity: [
            { name: 'ops/own', document: '{"Version":"2012-10-17","Statement":[]}' },
            { name: administrators, document: '{"Version":"2012-10-17","Statement":[]}' },
          ],
        },
      }),
    ));

  it('asks for a managed policy once', () =>
    asking(undefined, async (port, received) => {
      await port.effectivePolicies(alice);
      await port.effectivePolicies(alice);
      const versions = received.filter(({ body }) => body.includes('Action=GetPolicyVersion'));
      expect(versions).toHaveLength(1);
    }));

  it.each(Object.keys(answers))('is not known at all when %s is denied', (action) =>
    asking(action, async (port) =>
      expect(await port.effectivePolicies(alice)).toMatchObject({
        state: 'unreadable',
        why: { action: `iam:${action}`, code: 'AccessDenied' },
      }),
    ),
  );
});
