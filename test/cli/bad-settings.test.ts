import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LocalAws } from '#infra/local/local-aws.ts';
import { contactCenter } from '#infra/local/scenarios/contact-center.ts';
import { createBucket } from '#infra/local/services/s3/buckets.ts';
import { deploymentIn } from '#shared/connect/deployment.ts';
import { file, guard } from './guard.ts';

const { home, settings, engineer } = contactCenter;
const role = 'arn:aws:iam::111122223333:role/Admin';
const cases: readonly (readonly [what: string, document: unknown, says: RegExp])[] = [
  ['no JSON', '{"version": 1,', /\$: expected a member name/],
  ['a list', [], /\$: must be an object/],
  ['no version', {}, /version: must be 1/],
  ['a version of the future', { version: 2 }, /version: must be 1/],
  ['a member named twice', '{"version":1,"mode":"observe","mode":"enforce"}', /mode: named twice/],
  ['a misspelt member', { version: 1, administrator: [] }, /administrator: unknown key/],
  [
    'a mode that does not exist',
    { version: 1, mode: 'force' },
    /mode: must be one of observe, approve, enforce/,
  ],
  [
    'an administrator without ARN',
    { version: 1, administrators: ['Admin'] },
    /administrators\[0\]: must be an ARN/,
  ],
  [
    'everybody as administrator',
    { version: 1, administrators: ['arn:aws:iam::111122223333:role/*'] },
    /administrators\[0\]: must be an ARN without wildcards/,
  ],
  [
    'an administrator of another account',
    { version: 1, administrators: ['arn:aws:iam::999988887777:role/Admin'] },
    /administrators\[0\]: must be of account 111122223333/,
  ],
  [
    'a session in place of a role',
    { version: 1, administrators: ['arn:aws:sts::111122223333:assumed-role/Admin/jo'] },
    /administrators\[0\]: must be the ARN of an IAM role or user/,
  ],
  [
    'a permission set with a wildcard',
    { version: 1, administrators: [{ permissionSet: '*' }] },
    /administrators\[0\]\.permissionSet/,
  ],
  [
    'an instance of another region',
    { version: 1, instances: { 'arn:aws:connect:us-east-1:111122223333:instance/1': {} } },
    /instances.*: must be a Connect instance of 111122223333 in ap-northeast-1/,
  ],
  [
    'a workload without a reason',
    { version: 1, workloads: [{ arn: role }] },
    /workloads\[0\]\.reason: must be a reason; it is missing/,
  ],
  [
    'an action that is none of S3',
    { version: 1, workloads: [{ arn: role, reason: 'r', actions: ['*'] }] },
    /workloads\[0\]\.actions\[0\]/,
  ],
  [
    'a service that is none',
    { version: 1, servicePrincipals: [{ service: 'evil.example.com', reason: 'r' }] },
    /servicePrincipals\[0\]\.service/,
  ],
  [
    'an exception without an end',
    { version: 1, exceptions: [{ bucket: 'a-bucket', reason: 'r' }] },
    /exceptions\[0\]\.expires: must be a time/,
  ],
  [
    'a day for a time',
    { version: 1, exceptions: [{ bucket: 'a-bucket', reason: 'r', expires: '2026-12-31' }] },
    /exceptions\[0\]\.expires: must be a time/,
  ],
  [
    'a rate of zero',
    { version: 1, connect: { requestsPerSecond: 0 } },
    /connect\.requestsPerSecond/,
  ],
];

describe('settings put', () => {
  let aws: LocalAws;
  let env: Record<string, string>;
  beforeAll(async () => {
    aws = await LocalAws.start({ home });
    contactCenter.seed(aws.world);
    createBucket(aws.world, home, { name: deploymentIn(home).stateBucket });
    const { accessKeyId, secretAccessKey, sessionToken } = aws.credentialsFor(engineer);
    env = {
      AWS_ENDPOINT_URL: aws.endpoint,
      AWS_REGION: home.region,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken ?? '',
    };
  });
  afterAll(() => aws.close());

  const put = (document: unknown) =>
    guard(['settings', 'put', '-'], {
      env,
      input: typeof document === 'string' ? document : JSON.stringify(document),
    });
  const writes = () =>
    aws.world.ledger.entries.filter(({ operation }) => operation === 'PutObject').length;

  it.each(cases)(
    'refuses %s with one clear error and writes nothing',
    async (_, document, says) => {
      const { code, stdout, stderr } = await put(document);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr.trimEnd()).toMatch(/^connect-guard: standard input: [^\n]+$/);
      expect(stderr).toMatch(says);
      expect(writes()).toBe(0);
    },
  );

  it('says what changes, stores it, and has nothing to say the second time', async () => {
    const first = await put(settings);
    expect(first.code).toBe(0);
    expect(first.stdout).toContain('+ mode: "enforce"');
    expect(first.stderr).toContain(
      `Stored in s3://${deploymentIn(home).stateBucket}/settings.json`,
    );
    const second = await put(settings);
    expect(second).toMatchObject({ code: 0, stdout: '' });
    expect(second.stderr).toContain('Nothing changes.');
    const shown = await guard(['settings', 'show'], { env });
    expect(JSON.parse(shown.stdout)).toMatchObject(settings);
  });

  it('takes region, endpoint and keys from a profile, as the AWS CLI does', async () => {
    const { accessKeyId, secretAccessKey } = aws.credentialsFor(contactCenter.auditor);
    const config = [
      ...['[profile audit]', `region = ${home.region}`, `endpoint_url = ${aws.endpoint}`],
      ...[`aws_access_key_id = ${accessKeyId}`, `aws_secret_access_key = ${secretAccessKey}`, ''],
    ].join('\n');
    const { code, stdout } = await guard(['settings', 'show', '--profile', 'audit'], {
      env: { AWS_CONFIG_FILE: file('config', config) },
    });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ version: 1 });
  });

  it('says where the guard is not deployed', async () => {
    const elsewhere = { ...env, AWS_REGION: 'eu-west-1' };
    const { code, stderr } = await guard(['settings', 'show'], { env: elsewhere });
    expect(code).toBe(3);
    expect(stderr).toContain('the guard is not deployed here');
  });

  it.each([
    ['no region', { AWS_REGION: '' }, [], 2, /no region: give --region/],
    [
      'an endpoint that is no URL',
      {},
      ['--endpoint-url', '127.0.0.1'],
      2,
      /--endpoint-url must be a URL/,
    ],
    [
      'an endpoint where nobody listens',
      {},
      ['--endpoint-url', 'http://127.0.0.1:9'],
      3,
      /AWS does not say who you are/,
    ],
    [
      'a key that AWS does not know',
      { AWS_ACCESS_KEY_ID: 'AKIAUNKNOWN', AWS_SESSION_TOKEN: '' },
      [],
      3,
      /security token included in the request is invalid/,
    ],
  ] as const)('says so for %s', async (_, change, args, expected, says) => {
    const { code, stdout, stderr } = await guard(['settings', 'show', ...args], {
      env: { ...env, ...change },
    });
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
    expect(stderr.trimEnd()).toMatch(/^connect-guard: [^\n]+$/);
    expect(stderr).toMatch(says);
  });
});
