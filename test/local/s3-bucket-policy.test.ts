import {
  DeleteBucketPolicyCommand,
  DeletePublicAccessBlockCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetObjectCommand,
  PutBucketPolicyCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Clock } from '#infra/local/clock.ts';
import { deleteRole } from '#infra/local/services/iam/entities.ts';
import { iamOf } from '#infra/local/services/iam/state.ts';
import { createBucket } from '#infra/local/services/s3/buckets.ts';
import { putObject } from '#infra/local/services/s3/object-store.ts';
import { bucketState, delayPolicyReads } from '#infra/local/services/s3/state.ts';
import type { Arn } from '#shared/connect/arn.ts';
import { generateBucketPolicy } from '#shared/generate/bucket-policy.ts';
import { profiles } from '#shared/generate/facts.ts';
import { policyDigest } from '#shared/policy/canonical.ts';
import { allow, elsewhere, home, startS3 } from './s3-callers.ts';

const Bucket = 'recordings';
const arn = `arn:aws:s3:::${Bucket}`;
let now = Date.parse('2026-11-22T09:00:00Z');
const clock: Clock = {
  now: () => new Date(now),
  sleep: async (milliseconds) => {
    now += milliseconds;
  },
};

let s3: Awaited<ReturnType<typeof startS3>>;
beforeAll(async () => {
  s3 = await startS3({ clock });
});
afterAll(() => s3.aws.close());
beforeEach(() => {
  const existing = bucketState(s3.world, home, Bucket);
  if (existing) {
    delete existing.policy;
    delete existing.stale;
    return;
  }
  createBucket(s3.world, home, { name: Bucket });
  putObject(s3.world, home, { bucket: Bucket, key: 'call.wav', body: 'RIFF' });
});

const put = (policy: unknown, by = s3.admin.client) =>
  by.send(
    new PutBucketPolicyCommand({
      Bucket,
      Policy: typeof policy === 'string' ? policy : JSON.stringify(policy),
    }),
  );
const read = async (by = s3.admin.client): Promise<unknown> =>
  JSON.parse((await by.send(new GetBucketPolicyCommand({ Bucket }))).Policy ?? '');
const policy = (...Statement: object[]) => ({ Version: '2012-10-17', Statement });
const deny = (over: object = {}) => ({
  Sid: 'Deny',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: [arn, `${arn}/*`],
  ...over,
});

describe('PutBucketPolicy', () => {
  it.each<[string, unknown, string]>([
    ['text that is no JSON', 'hello', "first byte must be '{'"],
    ['JSON cut short', '{"Version":', "first byte must be '{'"],
    ['no statement', { Version: '2012-10-17' }, 'Missing required field Statement'],
    ['no statements', policy(), 'Statement is empty'],
    ['an unknown version', { ...policy(deny()), Version: '2020-01-01' }, 'valid version'],
    ['an unknown member', { ...policy(deny()), Extra: 1 }, 'Unknown field Extra'],
    ['an unknown element', policy(deny({ Extra: 1 })), 'Unknown field Extra'],
    ['no principal', policy(deny({ Principal: undefined })), 'Missing required field Principal'],
    ['no action', policy(deny({ Action: undefined })), 'Missing required field Action'],
    ['no resource', policy(deny({ Resource: undefined })), 'Missing required field Resource'],
    ['a third effect', policy(deny({ Effect: 'Perhaps' })), 'Invalid effect'],
    ['an action of IAM', policy(deny({ Action: 'iam:*' })), 'Policy has invalid action'],
    [
      'another bucket',
      policy(deny({ Resource: 'arn:aws:s3:::others' })),
      'Policy has invalid resource',
    ],
    [
      'a bucket whose name begins alike',
      policy(deny({ Resource: `${arn}-2/*` })),
      'Policy has invalid resource',
    ],
    [
      'another partition',
      policy(deny({ Resource: arn.replace('aws', 'aws-cn') })),
      'Policy has invalid resource',
    ],
    [
      'an object action on the bucket alone',
      policy(deny({ Action: 's3:GetObject', Resource: arn })),
      'Action does not apply to any resource',
    ],
    [
      'a bucket action on objects alone',
      policy(deny({ Action: 's3:GetBucketPolicy', Resource: `${arn}/*` })),
      'Action does not apply to any resource',
    ],
    [
      'a role that does not exist',
      policy(deny({ Principal: { AWS: 'arn:aws:iam::111122223333:role/Nobody' } })),
      'Invalid principal in policy',
    ],
    [
      'a bare id that nobody has',
      policy(deny({ Principal: { AWS: 'AROAAAAAAAAAAAAAAAAAA' } })),
      'Invalid principal in policy',
    ],
    [
      'a wildcard inside a principal',
      policy(deny({ Principal: { AWS: 'arn:aws:iam::111122223333:role/*' } })),
      'Invalid principal in policy',
    ],
    ['a service that is none', policy(deny({ Principal: { Service: 'x' } })), 'Invalid principal'],
    [
      'a condition key without a prefix',
      policy(deny({ Condition: { StringEquals: { nothing: 'x' } } })),
      'invalid condition key',
    ],
    [
      'more than 20 KB',
      policy(deny({ Sid: 'A'.repeat(20_500) })),
      'exceeds the maximum allowed document size',
    ],
    [
      'a member named twice',
      `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"${arn}"}}`,
      'Effect',
    ],
  ])('refuses %s', async (_, text, message) => {
    await expect(put(text)).rejects.toMatchObject({
      name: 'MalformedPolicy',
      message: expect.stringContaining(message),
      $metadata: { httpStatusCode: 400 },
    });
    expect(bucketState(s3.world, home, Bucket)?.policy).toBeUndefined();
  });

  it('takes what the published policies are made of', async () => {
    await put(
      policy(
        deny({
          Condition: { StringNotLike: { 'aws:userId': [`${s3.admin.id}:*`, '111122223333'] } },
        }),
        deny({ Sid: 'Tls', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        {
          Sid: 'Logs',
          Effect: 'Allow',
          Principal: { Service: 'logging.s3.amazonaws.com' },
          Action: 's3:PutObject',
          Resource: `${arn}/logs/*`,
          Condition: { StringEquals: { 'aws:SourceAccount': home.account } },
        },
        {
          ...deny(),
          Sid: 'NotOurs',
          NotPrincipal: { AWS: home.account },
          Principal: undefined,
          Action: 's3:Get*',
        },
      ),
    );
    expect(await read(s3.root)).toMatchObject({ Statement: [{}, {}, {}, {}] });
  });

  it('lets its author lock everyone out but root, who alone can undo it', async () => {
    await put(policy(deny()));
    await expect(read()).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(put(policy(deny()))).rejects.toMatchObject({ name: 'AccessDenied' });
    expect(await read(s3.root)).toMatchObject({ Statement: [{ Sid: 'Deny' }] });
    await put(policy(deny({ Action: 's3:GetObject', Resource: `${arn}/*` })), s3.root);
    await s3.root.send(new DeleteBucketPolicyCommand({ Bucket }));
    await expect(read()).rejects.toMatchObject({
      name: 'NoSuchBucketPolicy',
      $metadata: { httpStatusCode: 404 },
    });
  });

  it('may refuse to lock out its author, where that unconfirmed fact is turned over', async () => {
    const flipped = await startS3({ flipped: ['put-bucket-policy-refuses-self-lockout'] });
    createBucket(flipped.world, home, { name: Bucket });
    const command = (over: object) =>
      new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify(policy(deny(over))) });
    await expect(flipped.admin.client.send(command({}))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
    await flipped.admin.client.send(command({ Action: 's3:GetObject', Resource: `${arn}/*` }));
    await flipped.root.send(command({}));
    await flipped.aws.close();
  });

  it('is no matter of other accounts, even when the policy lets them', async () => {
    await put(
      policy({
        Effect: 'Allow',
        Principal: { AWS: s3.stranger.arn },
        Action: 's3:*',
        Resource: [arn, `${arn}/*`],
      }),
    );
    await expect(read(s3.stranger.client)).rejects.toMatchObject({
      name: 'MethodNotAllowed',
      $metadata: { httpStatusCode: 405 },
    });
    await expect(put(policy(deny()), s3.stranger.client)).rejects.toMatchObject({
      name: 'MethodNotAllowed',
    });
    const object = await s3.stranger.client.send(new GetObjectCommand({ Bucket, Key: 'call.wav' }));
    expect(await object.Body?.transformToString()).toBe('RIFF');
  });
});

describe('GetBucketPolicy', () => {
  it('names a role by ARN while it exists and by its bare id afterwards', async () => {
    const role = s3.role('Fleeting', allow('s3:GetObject'));
    await put(policy(deny({ Principal: { AWS: [role.arn] }, Action: ['s3:GetObject'] })));
    expect(await read()).toMatchObject({
      Statement: [{ Principal: { AWS: role.arn }, Action: 's3:GetObject' }],
    });
    iamOf(s3.world, home).roles.get('fleeting')?.inline.clear();
    deleteRole(s3.world, home, 'Fleeting');
    expect(await read()).toMatchObject({ Statement: [{ Principal: { AWS: role.id } }] });

    const again = s3.role('Fleeting', allow('s3:GetObject'));
    expect(again).toMatchObject({ arn: role.arn, id: expect.not.stringMatching(role.id) });
    expect(await read()).toMatchObject({ Statement: [{ Principal: { AWS: role.id } }] });
    const object = await again.client.send(new GetObjectCommand({ Bucket, Key: 'call.wav' }));
    expect(object.ContentLength).toBe(4);
    const text = JSON.stringify(await read());
    await expect(put(text)).rejects.toMatchObject({ message: 'Invalid principal in policy' });
  });

  it('spells accounts as root ARNs and principals in its own order', async () => {
    const roles = ['A', 'B', 'C', 'D'].map((name) => s3.role(name, allow('s3:*')).arn);
    await put(policy(deny({ Principal: { AWS: [...roles, elsewhere.account] } })));
    const answer = JSON.stringify(await read());
    expect(answer).toContain(`arn:aws:iam::${elsewhere.account}:root`);
    for (const role of roles) expect(answer).toContain(role);
    await put(policy(deny({ Principal: { AWS: [elsewhere.account, ...roles].reverse() } })));
    expect(JSON.stringify(await read())).toBe(answer);
  });

  it('keeps everything but principals and lists of one as it was put', async () => {
    const strings = fc.stringMatching(/^[a-zA-Z0-9 ]{1,12}$/);
    const lists = fc.array(strings, { minLength: 2, maxLength: 4 });
    const statement = fc.record({
      Sid: fc.stringMatching(/^[a-zA-Z]{1,12}$/),
      Effect: fc.constant('Deny'),
      Principal: fc.constantFrom('*', { AWS: '*' }, { Service: 'connect.amazonaws.com' }),
      Action: fc.constantFrom('s3:*', 's3:Get*', 'S3:PutObject'),
      Resource: fc.constantFrom(`${arn}/*`, `${arn}/calls/*`),
      Condition: fc.dictionary(
        fc.constantFrom('StringNotLike', 'StringEqualsIfExists', 'ForAnyValue:StringLike'),
        fc.dictionary(fc.constantFrom('aws:userId', 's3:prefix'), fc.oneof(strings, lists), {
          minKeys: 1,
        }),
        { minKeys: 1 },
      ),
    });
    const law = fc.asyncProperty(
      fc.array(statement, { minLength: 1, maxLength: 4 }),
      async (statements) => {
        const numbered = statements.map((each, index) => ({ ...each, Sid: `${each.Sid}${index}` }));
        const text = JSON.stringify(policy(...numbered));
        await put(text, s3.root);
        const answer = await s3.root.send(new GetBucketPolicyCommand({ Bucket }));
        expect(answer.Policy).toBe(text);
        await put(answer.Policy, s3.root);
        const second = await s3.root.send(new GetBucketPolicyCommand({ Bucket }));
        expect(second.Policy).toBe(text);
      },
    );
    await fc.assert(law, { numRuns: 40 });
  });

  it('can answer the previous policy for a while after a change', async () => {
    const [before, after] = [policy(deny({ Sid: 'Before' })), policy(deny({ Sid: 'After' }))];
    const seen = async () => JSON.stringify(await read(s3.root));
    await put(before, s3.root);
    delayPolicyReads(s3.world, home, { reads: 2 });
    await put(after, s3.root);
    expect(await seen()).toContain('Before');
    expect(await seen()).toContain('Before');
    expect(await seen()).toContain('After');

    delayPolicyReads(s3.world, home, { milliseconds: 3000 });
    await s3.root.send(new DeleteBucketPolicyCommand({ Bucket }));
    expect(await seen()).toContain('After');
    await clock.sleep(3000);
    await expect(seen()).rejects.toMatchObject({ name: 'NoSuchBucketPolicy' });
    delayPolicyReads(s3.world, home, {});
  });
});

describe('Block Public Access', () => {
  const publicRead = {
    Effect: 'Allow',
    Principal: '*',
    Action: 's3:GetObject',
    Resource: `${arn}/*`,
  };

  it('refuses a put that leaves a public Allow', async () => {
    await expect(put(policy(deny(), publicRead), s3.root)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('BlockPublicPolicy'),
    });
    await put(policy(deny()), s3.root);
    const status = await s3.root.send(new GetBucketPolicyStatusCommand({ Bucket })).catch((e) => e);
    expect(status).toMatchObject({ name: 'AccessDenied' });
  });

  it('shuts out other accounts and strangers from a public policy', async () => {
    const name = 'half-open';
    createBucket(s3.world, home, {
      name,
      policy: JSON.stringify(policy({ ...publicRead, Resource: `arn:aws:s3:::${name}/*` })),
    });
    putObject(s3.world, home, { bucket: name, key: 'k', body: 'b' });
    const get = new GetObjectCommand({ Bucket: name, Key: 'k' });
    await expect(s3.anonymous.send(get)).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(s3.stranger.client.send(get)).rejects.toMatchObject({ name: 'AccessDenied' });
    await s3.admin.client.send(get);
    const status = await s3.admin.client.send(new GetBucketPolicyStatusCommand({ Bucket: name }));
    expect(status.PolicyStatus?.IsPublic).toBe(true);

    await s3.admin.client.send(new DeletePublicAccessBlockCommand({ Bucket: name }));
    expect(await (await s3.anonymous.send(get)).Body?.transformToString()).toBe('b');
    await s3.stranger.client.send(get);
  });
});

describe('the policies that the guard generates', () => {
  it.each(profiles)('are taken as they are in the profile %s', async (profile) => {
    const role = { arn: s3.admin.arn as Arn, id: s3.admin.id };
    const generated = generateBucketPolicy({
      profile,
      bucket: Bucket,
      account: home.account,
      partition: home.partition,
      region: home.region,
      connectRoles: [role],
      administrators: [
        { arn: `arn:aws:iam::${home.account}:user/ann`, id: 'AIDAEXAMPLEEXAMPLE123' },
      ],
      auditors: [],
      workloads: [],
      servicePrincipals: ['logging.s3.amazonaws.com'],
      requireTls: true,
    });
    await put(generated);
    const answer = await read();
    const again = JSON.stringify(answer);
    await put(again);
    expect(JSON.stringify(await read())).toBe(again);
    expect(policyDigest(again)).toBe(policyDigest(JSON.stringify(generated)));
  });
});
