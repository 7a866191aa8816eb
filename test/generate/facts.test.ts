import { describe, expect, it } from '@jest/globals';
import { parseFacts } from '#shared/generate/facts.ts';

const role = (name: string, id = 'AROAEXAMPLE0000000001') => ({
  arn: `arn:aws:iam::111122223333:role/${name}`,
  id,
});
const minimal = {
  bucket: 'amazon-connect-0123456789ab',
  account: '111122223333',
  connectRoles: [role('connect')],
};

describe('facts', () => {
  it('need only the bucket, the account and the roles of Connect', () => {
    expect(parseFacts(minimal)).toEqual({
      ...minimal,
      profile: 'observable',
      partition: 'aws',
      administrators: [],
      auditors: [],
      workloads: [],
      servicePrincipals: [],
      requireTls: false,
    });
  });

  it('may have everything', () => {
    const full = {
      ...minimal,
      profile: 'observable',
      partition: 'aws',
      region: 'ap-northeast-1',
      administrators: [
        role('path/Admin'),
        { arn: 'arn:aws:iam::111122223333:user/root-admin', id: 'AIDAEXAMPLE0000000001' },
      ],
      remediator: role('ConnectStorageGuard-Remediator-ap-northeast-1'),
      auditors: [role('Audit'), { arn: 'arn:aws:iam::111122223333:role/Recorder' }],
      workloads: [{ ...role('Firehose'), actions: ['s3:PutObject'] }],
      servicePrincipals: ['logging.s3.amazonaws.com', 's3.cn-north-1.amazonaws.com.cn'],
      requireTls: true,
    };
    expect(parseFacts(full)).toEqual(full);
  });

  const administrators = (...ids: unknown[]) => ({
    ...minimal,
    administrators: ids.map((id) => ({ arn: role('Admin').arn, id })),
  });
  const connectArn = (arn: string) => ({ ...minimal, connectRoles: [{ ...role('x'), arn }] });

  it.each<[string, unknown, RegExp]>([
    ['that are no object', [], /^\$: must be an object/],
    ['with an unknown key', { ...minimal, admins: [] }, /^admins: unknown key/],
    ['without a bucket', { ...minimal, bucket: undefined }, /^bucket: .* it is missing/],
    ['with a bucket pattern', { ...minimal, bucket: 'amazon-connect-*' }, /^bucket:/],
    ['with a bucket ARN', { ...minimal, bucket: 'arn:aws:s3:::b' }, /^bucket:/],
    ['with a bucket path', { ...minimal, bucket: 'bucket/prefix' }, /^bucket:/],
    ['with an IP for a bucket', { ...minimal, bucket: '192.168.0.1' }, /^bucket:/],
    ['with a short account', { ...minimal, account: '1111' }, /^account:/],
    ['with a number for an account', { ...minimal, account: 111122223333 }, /^account:/],
    [
      'with an unknown profile',
      { ...minimal, profile: 'strict' },
      /^profile: .*observable, article/,
    ],
    ['with a strange partition', { ...minimal, partition: '*' }, /^partition:/],
    ['with a strange region', { ...minimal, region: 'tokyo' }, /^region:/],
    [
      'without a role of Connect',
      { ...minimal, connectRoles: [] },
      /^connectRoles: .*at least one/,
    ],
    ['with the id *', administrators('*'), /^administrators\[0\]\.id:/],
    ['with the id AROA*', administrators('AROA*'), /^administrators\[0\]\.id:/],
    [
      'with an id of one wildcard',
      administrators('AROAEXAMPLE000000000?'),
      /^administrators\[0\]\.id:/,
    ],
    ['with an account for an id', administrators('111122223333:*'), /^administrators\[0\]\.id:/],
    [
      'with a session in the id',
      administrators('AROAEXAMPLE0000000001:*'),
      /^administrators\[0\]\.id:/,
    ],
    [
      "with a user's id for a role",
      administrators('AIDAEXAMPLE0000000001'),
      /administrators\[0\]\.id:.*AROA/,
    ],
    ['with the bare prefix', administrators('AROA'), /^administrators\[0\]\.id:/],
    ['with a second bad id', administrators('AROAEXAMPLE1', ''), /^administrators\[1\]\.id:/],
    ['with an id that is a list', administrators(['AROAEXAMPLE1']), /^administrators\[0\]\.id:/],
    [
      'with a role of another account',
      connectArn('arn:aws:iam::999988887777:role/x'),
      /^connectRoles\[0\]\.arn: .*111122223333/,
    ],
    [
      'with a role of another partition',
      { ...minimal, partition: 'aws-cn' },
      /^connectRoles\[0\]\.arn: .*aws-cn/,
    ],
    [
      'with a wildcard in an ARN',
      connectArn('arn:aws:iam::111122223333:role/*'),
      /^connectRoles\[0\]\.arn: .*wildcards/,
    ],
    [
      'with a wildcard in a path',
      connectArn('arn:aws:iam::111122223333:role/a?/x'),
      /^connectRoles\[0\]\.arn/,
    ],
    [
      'with a session ARN',
      connectArn('arn:aws:sts::111122223333:assumed-role/x/y'),
      /^connectRoles\[0\]\.arn/,
    ],
    ['with the root', connectArn('arn:aws:iam::111122223333:root'), /^connectRoles\[0\]\.arn/],
    [
      'with a user for Connect',
      connectArn('arn:aws:iam::111122223333:user/x'),
      /^connectRoles\[0\]\.id/,
    ],
    [
      'with a foreign service',
      { ...minimal, servicePrincipals: ['evil.example.com'] },
      /^servicePrincipals\[0\]/,
    ],
    [
      'with every service',
      { ...minimal, servicePrincipals: ['*.amazonaws.com'] },
      /^servicePrincipals\[0\]/,
    ],
    [
      'with another service’s action',
      { ...minimal, workloads: [{ ...role('w'), actions: ['*'] }] },
      /^workloads\[0\]\.actions\[0\]/,
    ],
    [
      'with an auditor by ARN in the article',
      { ...minimal, profile: 'article', auditors: [{ arn: role('a').arn }] },
      /^auditors\[0\]\.id/,
    ],
    ['with a word for requireTls', { ...minimal, requireTls: 'yes' }, /^requireTls/],
  ])('%s are refused with the path', (_, json, message) => {
    expect(() => parseFacts(json)).toThrow(
      expect.objectContaining({ name: 'InvalidDocument', message: expect.stringMatching(message) }),
    );
  });
});
