import { describe, expect, it } from '@jest/globals';
import { isPublicText } from '#infra/local/services/s3/policy-text.ts';

const arn = 'arn:aws:s3:::recordings/*';
const statement = (over: object) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: arn, ...over },
    ],
  });
const when = (operator: string, key: string, value: unknown) =>
  statement({ Condition: { [operator]: { [key]: value } } });

describe('what S3 calls a public policy', () => {
  it.each<[string, string]>([
    ['an Allow for everyone', statement({})],
    ['an Allow for every AWS principal', statement({ Principal: { AWS: '*' } })],
    [
      'an Allow for everyone but one',
      statement({ Principal: undefined, NotPrincipal: { AWS: '111122223333' } }),
    ],
    ['an account that may be missing', when('StringEqualsIfExists', 'aws:SourceAccount', '1')],
    ['a set that may be empty', when('ForAllValues:StringEquals', 'aws:SourceVpc', 'vpc-1')],
    ['a key that callers choose', when('StringEquals', 'aws:Referer', 'https://example.com')],
    ['any VPC', when('StringLike', 'aws:SourceVpc', 'vpc-*')],
    ['a role session of any name', when('StringLike', 'aws:userid', 'AROAEXAMPLEEXAMPLE123:*')],
    ['a policy variable', when('StringEquals', 'aws:SourceAccount', '${aws:PrincipalAccount}')],
    ['one fixed and one open value', when('StringLike', 'aws:SourceVpc', ['vpc-1', '*'])],
    ['half of the addresses', when('IpAddress', 'aws:SourceIp', '0.0.0.0/1')],
    ['most of IPv6', when('IpAddress', 'aws:SourceIp', '2000::/3')],
    ['all but some addresses', when('NotIpAddress', 'aws:SourceIp', '192.0.2.0/24')],
    ['an ARN of any account', when('ArnLike', 'aws:SourceArn', 'arn:aws:s3:::*')],
    ['what is no policy at all', 'hello'],
  ])('%s', (_, text) => {
    expect(isPublicText(text)).toBe(true);
  });

  it.each<[string, string]>([
    ['a Deny for everyone', statement({ Effect: 'Deny' })],
    ['an Allow for an account', statement({ Principal: { AWS: '444455556666' } })],
    ['an Allow for a service', statement({ Principal: { Service: 'connect.amazonaws.com' } })],
    ['everyone in one VPC', when('StringEquals', 'aws:SourceVpc', 'vpc-91237329')],
    ['everyone from one endpoint', when('StringEquals', 'aws:sourceVpce', 'vpce-1a2b3c4d')],
    ['everyone of an organization', when('StringEquals', 'aws:PrincipalOrgID', 'o-exampleorgid')],
    ['any topic of one account', when('ArnLike', 'aws:SourceArn', 'arn:aws:sns:*:111122223333:*')],
    ['a user by id', when('StringEquals', 'aws:userid', 'AIDAEXAMPLEEXAMPLE123')],
    ['a narrow range of addresses', when('IpAddress', 'aws:SourceIp', '192.0.2.0/24')],
    ['the broadest range that is private', when('IpAddress', 'aws:SourceIp', '10.0.0.0/8')],
  ])('is not %s', (_, text) => {
    expect(isPublicText(text)).toBe(false);
  });
});
