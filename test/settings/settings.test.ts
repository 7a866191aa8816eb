import { describe, expect, it } from '@jest/globals';
import { difference } from '#shared/settings/difference.ts';
import { settingsForBucket, unexpired } from '#shared/settings/for-bucket.ts';
import { parseSettings } from '#shared/settings/parse.ts';
import type { Settings } from '#shared/settings/settings.ts';
import { bucket, deployment, instances, inventory, roles } from '../fakes/contact-center.ts';

const parse = (json: unknown) => parseSettings(json, deployment);
const admin = roles.admin.arn;

describe('settings', () => {
  it('may say nothing', () => {
    expect(parse({ version: 1 })).toEqual({ version: 1 });
  });

  it('are read back as they are', () => {
    const full: Settings = {
      version: 1,
      profile: 'article',
      policies: 'replace',
      mode: 'approve',
      administrators: [admin, { permissionSet: 'ConnectAdmin' }],
      instances: {
        [instances.tokyo]: {
          mode: 'enforce',
          administrators: ['arn:aws:iam::111122223333:user/root-admin'],
        },
      },
      workloads: [
        {
          arn: admin,
          reason: 'delivery',
          actions: ['s3:PutObject'],
          expires: '2026-12-01T00:00:00Z',
        },
      ],
      auditors: [{ arn: admin, reason: 'Macie' }],
      servicePrincipals: [{ service: 'logging.s3.amazonaws.com', reason: 'access logs' }],
      exceptions: [{ bucket, reason: 'migration', expires: '2026-04-01T00:00:00.000Z' }],
      connect: { requestsPerSecond: 2 },
      strict: { awsManagedKinesisKey: true, streamKeyEquality: false, firehoseKeyStatement: true },
      trustedAccounts: [{ account: '444455556666', reason: 'central backup vault' }],
      destinationBuckets: 'remediate',
      remediationLimit: { count: 3, hours: 12 },
      watchUploadsHours: 48,
      ids: { [admin]: roles.admin.id },
    };
    expect(parse(JSON.parse(JSON.stringify(full)))).toEqual(full);
  });

  it.each<[string, object, RegExp]>([
    ['no version', { version: undefined }, /^version: must be 1/],
    ['a later version', { version: 2 }, /^version: must be 1/],
    ['an unknown key', { adminstrators: [] }, /^adminstrators: unknown key/],
    ['no remediation at all', { remediationLimit: { count: 0 } }, /^remediationLimit\.count: must/],
    ['half an hour', { watchUploadsHours: 0.5 }, /^watchUploadsHours: must be a whole number/],
    ['an unknown mode', { mode: 'on' }, /^mode: must be one of observe, approve, enforce/],
    ['an unknown profile', { profile: 'strict' }, /^profile:/],
    ['administrators as text', { administrators: admin }, /^administrators: must be a list/],
    [
      'an administrator with a wildcard',
      { administrators: ['arn:aws:iam::111122223333:role/*'] },
      /^administrators\[0\]: /,
    ],
    [
      'an administrator by id',
      { administrators: ['AROAEXAMPLE0000000001'] },
      /^administrators\[0\]: /,
    ],
    [
      'the root as administrator',
      { administrators: ['arn:aws:iam::111122223333:root'] },
      /^administrators\[0\]: /,
    ],
    [
      "another account's administrator",
      { administrators: [admin, 'arn:aws:iam::999988887777:role/Admin'] },
      /^administrators\[1\]: must be of account 111122223333/,
    ],
    [
      "another partition's administrator",
      { administrators: ['arn:aws-cn:iam::111122223333:role/Admin'] },
      /^administrators\[0\]: /,
    ],
    [
      'an empty permission set',
      { administrators: [{ permissionSet: '' }] },
      /^administrators\[0\]\.permissionSet/,
    ],
    [
      'a permission set pattern',
      { administrators: [{ permissionSet: 'Admin*' }] },
      /^administrators\[0\]\.permissionSet/,
    ],
    ['an instance that is none', { instances: { tokyo: {} } }, /^instances\.tokyo: /],
    [
      "another region's instance",
      { instances: { [instances.tokyo.replace('ap-northeast-1', 'us-east-1')]: {} } },
      /^instances\..*ap-northeast-1/,
    ],
    [
      "an instance's unknown mode",
      { instances: { [instances.tokyo]: { mode: '' } } },
      /^instances\..*mode: /,
    ],
    [
      'a workload without a reason',
      { workloads: [{ arn: admin }] },
      /^workloads\[0\]\.reason: .*missing/,
    ],
    [
      'a workload without end',
      { workloads: [{ arn: admin, reason: 'x', expires: 'never' }] },
      /^workloads\[0\]\.expires/,
    ],
    [
      'a workload that may call anything',
      { workloads: [{ arn: admin, reason: 'x', actions: ['*'] }] },
      /^workloads\[0\]\.actions\[0\]/,
    ],
    [
      'an auditor without a reason',
      { auditors: [{ arn: admin, reason: '' }] },
      /^auditors\[0\]\.reason/,
    ],
    [
      'a service that is none',
      { servicePrincipals: [{ service: 'logging', reason: 'x' }] },
      /^servicePrincipals\[0\]\.service/,
    ],
    [
      'an exception without end',
      { exceptions: [{ bucket, reason: 'x' }] },
      /^exceptions\[0\]\.expires/,
    ],
    [
      'an exception for all buckets',
      { exceptions: [{ bucket: '*', reason: 'x', expires: '2026-04-01T00:00:00Z' }] },
      /^exceptions\[0\]\.bucket/,
    ],
    [
      'an impossible date',
      { exceptions: [{ bucket, reason: 'x', expires: '2026-13-01T00:00:00Z' }] },
      /^exceptions\[0\]\.expires/,
    ],
    ['an unknown switch', { strict: { tls: true } }, /^strict\.tls: unknown key/],
    [
      'a switch that is text',
      { strict: { streamKeyEquality: 'yes' } },
      /^strict\.streamKeyEquality: must be true or false/,
    ],
    [
      'a trusted account without a reason',
      { trustedAccounts: [{ account: '444455556666' }] },
      /^trustedAccounts\[0\]\.reason/,
    ],
    [
      'a trusted account that is a wildcard',
      { trustedAccounts: [{ account: '*', reason: 'x' }] },
      /^trustedAccounts\[0\]\.account/,
    ],
    ['destination buckets left open', { destinationBuckets: 'write' }, /^destinationBuckets:/],
    ['no request at all', { connect: { requestsPerSecond: 0 } }, /^connect\.requestsPerSecond/],
    ['an id that is a wildcard', { ids: { [admin]: 'AROA*' } }, /^ids\..*AROA/],
  ])('with %s are refused with the path', (_, wrong, message) => {
    expect(() => parse({ version: 1, ...wrong })).toThrow(
      expect.objectContaining({ name: 'InvalidDocument', message: expect.stringMatching(message) }),
    );
  });
});

describe('what the settings say of a bucket', () => {
  const now = new Date('2026-03-01T12:00:00Z');
  const all = inventory.instances.state === 'known' ? inventory.instances.value : [];
  const [tokyo, osaka] = all;
  const of = (settings: Partial<Settings>, used = all) =>
    settingsForBucket({ version: 1, ...settings }, bucket, used, now);

  it('is to observe, with nobody named, unless they say otherwise', () => {
    expect(of({})).toEqual({ mode: 'observe', administrators: [], withoutAdministrators: all });
    expect(of({}, [])).toMatchObject({ mode: 'observe' });
  });

  it('is the mildest mode of the instances that share it', () => {
    const modes = {
      [instances.tokyo]: { mode: 'enforce' as const },
      [instances.osaka]: { mode: 'approve' as const },
    };
    expect(of({ mode: 'enforce', instances: modes }).mode).toBe('approve');
    expect(of({ instances: modes }).mode).toBe('observe');
    expect(of({ instances: modes }, tokyo ? [tokyo] : []).mode).toBe('enforce');
  });

  it('is the administrators of all of its instances, each once', () => {
    const { administrators, withoutAdministrators } = of({
      administrators: [admin],
      instances: {
        [instances.tokyo]: { administrators: [admin, { permissionSet: 'ConnectAdmin' }] },
      },
    });
    expect(administrators).toEqual([admin, { permissionSet: 'ConnectAdmin' }]);
    expect(withoutAdministrators).toEqual([]);
  });

  it('names the instances for which nobody is named', () => {
    const { withoutAdministrators } = of(
      { instances: { [instances.tokyo]: { administrators: [admin] } } },
      tokyo && osaka ? [tokyo, osaka] : [],
    );
    expect(withoutAdministrators.map(({ arn }) => arn)).toEqual([instances.osaka]);
  });

  it('has an exception only until it expires', () => {
    const exception = (expires: string) =>
      of({ exceptions: [{ bucket, reason: 'x', expires }] }).exception;
    expect(exception('2026-03-01T12:00:01Z')).toMatchObject({ reason: 'x' });
    expect(exception('2026-03-01T12:00:00Z')).toBeUndefined();
  });

  it('leaves out what has expired', () => {
    const forever: { arn: string; expires?: string } = { arn: admin };
    expect(unexpired([forever, { ...forever, expires: '2026-02-01T00:00:00Z' }], now)).toEqual([
      forever,
    ]);
    expect(unexpired(undefined, now)).toEqual([]);
  });
});

it('the difference names each changed path', () => {
  expect(difference({ mode: 'observe', a: { b: [1] } }, { a: { b: [2] }, ids: {} })).toEqual([
    { path: 'mode', before: 'observe' },
    { path: 'a.b', before: [1], after: [2] },
    { path: 'ids', after: {} },
  ]);
  expect(difference({ a: 1 }, { a: 1 })).toEqual([]);
});
