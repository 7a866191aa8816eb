import { createHash } from 'node:crypto';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectAclCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  NoSuchKey,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createKey, defaultKeyPolicy } from '#infra/local/services/kms/state.ts';
import { createBucket } from '#infra/local/services/s3/buckets.ts';
import { putObject } from '#infra/local/services/s3/object-store.ts';
import { bucketState } from '#infra/local/services/s3/state.ts';
import { allow, home, startS3 } from './s3-callers.ts';

const Bucket = 'recordings';
const Key = 'connect/acme/CallRecordings/2026/11/22/call.wav';
let s3: Awaited<ReturnType<typeof startS3>>;
let admin: (typeof s3)['admin']['client'];

beforeAll(async () => {
  s3 = await startS3();
  admin = s3.admin.client;
  createBucket(s3.world, home, { name: Bucket });
  createBucket(s3.world, home, { name: 'versioned', versioning: 'Enabled' });
});
afterAll(() => s3.aws.close());

const put = (Key: string, Body = 'RIFF....', over: object = {}) =>
  admin.send(new PutObjectCommand({ Bucket, Key, Body, ...over }));
const text = async (Key: string, over: object = {}) =>
  (await admin.send(new GetObjectCommand({ Bucket, Key, ...over }))).Body?.transformToString();

describe('objects', () => {
  it('come back as they were put, under their MD5', async () => {
    const { ETag } = await put(Key, 'RIFF', {
      ContentType: 'audio/wav',
      Metadata: { 'contact-id': '42' },
      CacheControl: 'no-store',
      Tagging: 'kind=call&year=2026',
    });
    expect(ETag).toBe(`"${createHash('md5').update('RIFF').digest('hex')}"`);
    const object = await admin.send(new GetObjectCommand({ Bucket, Key }));
    expect(await object.Body?.transformToString()).toBe('RIFF');
    expect(object).toMatchObject({
      ETag,
      ContentType: 'audio/wav',
      ContentLength: 4,
      CacheControl: 'no-store',
      Metadata: { 'contact-id': '42' },
      ServerSideEncryption: 'AES256',
      TagCount: 2,
    });
    expect(await admin.send(new HeadObjectCommand({ Bucket, Key }))).toMatchObject({
      ETag,
      ContentLength: 4,
      ContentType: 'audio/wav',
    });
    const tagging = await admin.send(new GetObjectTaggingCommand({ Bucket, Key }));
    expect(tagging.TagSet).toContainEqual({ Key: 'kind', Value: 'call' });
    const acl = await admin.send(new GetObjectAclCommand({ Bucket, Key }));
    expect(acl.Grants).toHaveLength(1);
  });

  it('keep bytes and awkward keys whole', async () => {
    const law = fc.asyncProperty(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter(isKey),
      fc.uint8Array({ maxLength: 200 }),
      async (name, bytes) => {
        const Key = `any/${name}`;
        await admin.send(new PutObjectCommand({ Bucket, Key, Body: bytes }));
        const object = await admin.send(new GetObjectCommand({ Bucket, Key }));
        expect(await object.Body?.transformToByteArray()).toEqual(new Uint8Array(bytes));
        const listed = await admin.send(
          new ListObjectsV2Command({ Bucket, Prefix: Key, EncodingType: 'url' }),
        );
        expect(listed.Contents?.map((row) => decodeURIComponent(row.Key ?? ''))).toContain(Key);
      },
    );
    await fc.assert(law, { numRuns: 40 });
  });

  it('give ranges', async () => {
    await put('range', '0123456789');
    expect(await text('range', { Range: 'bytes=2-4' })).toBe('234');
    expect(await text('range', { Range: 'bytes=7-' })).toBe('789');
    expect(await text('range', { Range: 'bytes=-2' })).toBe('89');
    const part = await admin.send(
      new GetObjectCommand({ Bucket, Key: 'range', Range: 'bytes=0-0' }),
    );
    expect(part.ContentRange).toBe('bytes 0-0/10');
    await expect(text('range', { Range: 'bytes=10-' })).rejects.toMatchObject({
      name: 'InvalidRange',
      $metadata: { httpStatusCode: 416 },
    });
  });

  it('are written once, or over just the version that was read', async () => {
    const first = await put('settings.json', '1', { IfNoneMatch: '*' });
    await expect(put('settings.json', '2', { IfNoneMatch: '*' })).rejects.toMatchObject({
      name: 'PreconditionFailed',
      $metadata: { httpStatusCode: 412 },
    });
    await put('settings.json', '2', { IfMatch: first.ETag });
    await expect(put('settings.json', '3', { IfMatch: first.ETag })).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
    await expect(put('missing.json', '1', { IfMatch: first.ETag })).rejects.toMatchObject({
      $metadata: { httpStatusCode: 404 },
    });
    expect(await text('settings.json')).toBe('2');
  });

  it('are not sent again to whoever has them', async () => {
    const { ETag } = await put('cached', 'x');
    await expect(text('cached', { IfNoneMatch: ETag })).rejects.toMatchObject({
      $metadata: { httpStatusCode: 304 },
    });
    await expect(text('cached', { IfMatch: '"other"' })).rejects.toMatchObject({
      $metadata: { httpStatusCode: 412 },
    });
  });

  it('are refused when damaged on the way', async () => {
    await expect(
      put('damaged', 'x', { ContentMD5: Buffer.alloc(16).toString('base64') }),
    ).rejects.toMatchObject({ name: 'BadDigest' });
    await expect(put('acl', 'x', { ACL: 'public-read' })).rejects.toMatchObject({
      name: 'AccessControlListNotSupported',
    });
  });

  it('that are missing are 404 to whoever may list and 403 to others', async () => {
    const get = new GetObjectCommand({ Bucket, Key: 'nothing' });
    const reader = s3.role('ObjectReader', allow('s3:GetObject'));
    await expect(admin.send(get)).rejects.toThrow(NoSuchKey);
    await expect(reader.client.send(get)).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(
      admin.send(new HeadObjectCommand({ Bucket, Key: 'nothing' })),
    ).rejects.toMatchObject({ name: 'NotFound' });
    await expect(
      admin.send(new GetObjectCommand({ Bucket: 'nowhere', Key })),
    ).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });

  it('can be copied, by whoever may read the one and write the other', async () => {
    await put('source file', 'copy me', { Metadata: { a: 'b' } });
    const CopySource = `${Bucket}/${encodeURIComponent('source file')}`;
    await admin.send(new CopyObjectCommand({ Bucket, Key: 'target', CopySource }));
    expect(await admin.send(new HeadObjectCommand({ Bucket, Key: 'target' }))).toMatchObject({
      Metadata: { a: 'b' },
    });
    await expect(
      admin.send(new CopyObjectCommand({ Bucket, Key: 'source file', CopySource })),
    ).rejects.toMatchObject({ name: 'InvalidRequest' });
    const writer = s3.role('Writer', allow('s3:PutObject'));
    await expect(
      writer.client.send(new CopyObjectCommand({ Bucket, Key: 'target', CopySource })),
    ).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});

/** XML 1.0 has no way to say the control characters, and paths may not be dots. */
const isKey = (name: string): boolean =>
  !/\p{Cc}|\p{Cs}|[\uFFFE\uFFFF]/u.test(name) && !/(^|\/)\.{1,2}(\/|$)/.test(name);

describe('versions', () => {
  const versioned = { Bucket: 'versioned', Key: 'settings.json' };
  const write = (Body: string) => admin.send(new PutObjectCommand({ ...versioned, Body }));

  it('stay until they are deleted by id', async () => {
    const one = await write('one');
    const two = await write('two');
    expect(one.VersionId).not.toBe(two.VersionId);
    const removed = await admin.send(new DeleteObjectCommand(versioned));
    expect(removed.DeleteMarker).toBe(true);
    await expect(admin.send(new GetObjectCommand(versioned))).rejects.toThrow(NoSuchKey);
    const { VersionId } = one;
    const old = await admin.send(new GetObjectCommand({ ...versioned, VersionId }));
    expect(await old.Body?.transformToString()).toBe('one');

    const list = await admin.send(new ListObjectVersionsCommand({ Bucket: 'versioned' }));
    expect(list.Versions?.map((version) => [version.VersionId, version.IsLatest])).toEqual([
      [two.VersionId, false],
      [one.VersionId, false],
    ]);
    expect(list.DeleteMarkers).toMatchObject([{ IsLatest: true, VersionId: removed.VersionId }]);

    await admin.send(new DeleteObjectCommand({ ...versioned, VersionId: removed.VersionId }));
    const newest = await admin.send(new GetObjectCommand(versioned));
    expect(await newest.Body?.transformToString()).toBe('two');
    await expect(
      admin.send(new GetObjectCommand({ ...versioned, VersionId: 'never' })),
    ).rejects.toMatchObject({ name: 'NoSuchVersion' });
  });

  it('are asked for as GetObjectVersion, and listed page by page', async () => {
    for (let count = 0; count < 3; count++) await write(String(count));
    const reader = s3.role('CurrentReader', allow(['s3:GetObject', 's3:ListBucket']));
    await reader.client.send(new GetObjectCommand(versioned));
    const all = await admin.send(new ListObjectVersionsCommand({ Bucket: 'versioned' }));
    const VersionId = all.Versions?.[1]?.VersionId;
    await expect(
      reader.client.send(new GetObjectCommand({ ...versioned, VersionId })),
    ).rejects.toMatchObject({ name: 'AccessDenied' });

    const seen: (string | undefined)[] = [];
    let marker: object = {};
    for (let page = 0; page < 10; page++) {
      const part = await admin.send(
        new ListObjectVersionsCommand({ Bucket: 'versioned', MaxKeys: 2, ...marker }),
      );
      seen.push(...(part.Versions ?? []).map((version) => version.VersionId));
      if (!part.IsTruncated) break;
      marker = { KeyMarker: part.NextKeyMarker, VersionIdMarker: part.NextVersionIdMarker };
    }
    expect(seen).toEqual(all.Versions?.map((version) => version.VersionId));
  });
});

describe('listings', () => {
  const names = ['a/1', 'a/2', 'a/b/3', 'c', 'd/4', 'é', 'ü/5'];
  beforeAll(() => {
    createBucket(s3.world, home, { name: 'listed' });
    for (const key of names) putObject(s3.world, home, { bucket: 'listed', key, body: key });
  });
  const list = (over: object) =>
    admin.send(new ListObjectsV2Command({ Bucket: 'listed', ...over }));

  it('roll up what shares a part up to the delimiter', async () => {
    const top = await list({ Delimiter: '/' });
    expect(top.Contents?.map(({ Key }) => Key)).toEqual(['c', 'é']);
    expect(top.CommonPrefixes?.map(({ Prefix }) => Prefix)).toEqual(['a/', 'd/', 'ü/']);
    expect(top).toMatchObject({ KeyCount: 5, IsTruncated: false, MaxKeys: 1000 });
    const below = await list({ Delimiter: '/', Prefix: 'a/' });
    expect(below.Contents?.map(({ Key }) => Key)).toEqual(['a/1', 'a/2']);
    expect(below.CommonPrefixes).toEqual([{ Prefix: 'a/b/' }]);
  });

  it.each([{}, { Delimiter: '/' }, { Prefix: 'a/' }, { Prefix: 'a/', Delimiter: '/' }])(
    'in pages say what one page says: %j',
    async (input) => {
      const whole = await list(input);
      const flat = (part: typeof whole) => [
        ...(part.Contents ?? []).map(({ Key }) => Key),
        ...(part.CommonPrefixes ?? []).map(({ Prefix }) => Prefix),
      ];
      for (const MaxKeys of [1, 2, 3]) {
        const seen: unknown[] = [];
        let ContinuationToken: string | undefined;
        do {
          const part = await list({ ...input, MaxKeys, ContinuationToken });
          expect(flat(part).length).toBeLessThanOrEqual(MaxKeys);
          seen.push(...flat(part));
          ContinuationToken = part.NextContinuationToken;
        } while (ContinuationToken !== undefined);
        expect(seen.sort()).toEqual(flat(whole).sort());
      }
    },
  );

  it('answer the first version of the operation too', async () => {
    const page = await admin.send(
      new ListObjectsCommand({ Bucket: 'listed', MaxKeys: 2, Delimiter: '/' }),
    );
    expect(page).toMatchObject({ IsTruncated: true, NextMarker: 'c' });
    const rest = await admin.send(
      new ListObjectsCommand({ Bucket: 'listed', Delimiter: '/', Marker: page.NextMarker }),
    );
    expect(rest.CommonPrefixes?.map(({ Prefix }) => Prefix)).toEqual(['d/', 'ü/']);
  });

  it('tell the policies which prefix is asked for', async () => {
    const limited = s3.role('Limited', {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 's3:ListBucket',
          Resource: 'arn:aws:s3:::listed',
          Condition: { StringLike: { 's3:prefix': 'a/*' } },
        },
      ],
    });
    const ask = (Prefix?: string) =>
      limited.client.send(new ListObjectsV2Command({ Bucket: 'listed', Prefix }));
    expect((await ask('a/')).KeyCount).toBe(3);
    await expect(ask('d/')).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(ask()).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('of deletions empty the bucket', async () => {
    const Objects = names.map((Key) => ({ Key }));
    const answer = await admin.send(
      new DeleteObjectsCommand({ Bucket: 'listed', Delete: { Objects } }),
    );
    expect(answer.Deleted).toHaveLength(names.length);
    expect(bucketState(s3.world, home, 'listed')?.objects.size).toBe(0);
  });
});

describe('objects under a customer key', () => {
  it('are written and read only by whoever may also use the key', async () => {
    const { role, world } = s3;
    const both = role('Both', allow(['s3:*', 'kms:*']));
    const bucketOnly = role('BucketOnly', allow('s3:*'));
    const key = createKey(world, home, { policy: defaultKeyPolicy(home) });
    createBucket(world, home, {
      name: 'encrypted',
      encryption: {
        Rules: [
          {
            ApplyServerSideEncryptionByDefault: {
              SSEAlgorithm: 'aws:kms',
              KMSMasterKeyID: key.arn,
            },
            BucketKeyEnabled: true,
          },
        ],
      },
    });
    const object = { Bucket: 'encrypted', Key: 'call.wav' };
    const written = await both.client.send(new PutObjectCommand({ ...object, Body: 'secret' }));
    expect(written).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: key.arn });
    expect(world.ledger.last('PutObject')?.checks.map(({ action }) => action)).toEqual([
      's3:PutObject',
      'kms:GenerateDataKey',
    ]);
    const read = await both.client.send(new GetObjectCommand(object));
    expect(await read.Body?.transformToString()).toBe('secret');

    for (const command of [
      new GetObjectCommand(object),
      new PutObjectCommand({ ...object, Body: 'x' }),
    ]) {
      await expect(bucketOnly.client.send(command as GetObjectCommand)).rejects.toMatchObject({
        name: 'AccessDenied',
      });
    }
    key.grants.push({
      id: 'g',
      grantee: bucketOnly.arn,
      operations: ['Decrypt'],
      constraints: { EncryptionContextEquals: { 'aws:s3:arn': 'arn:aws:s3:::encrypted' } },
      created: new Date(),
    });
    await bucketOnly.client.send(new GetObjectCommand(object));
    key.state = 'Disabled';
    await expect(both.client.send(new GetObjectCommand(object))).rejects.toMatchObject({
      name: 'KMS.DisabledException',
    });
  });

  it('of AWS need no permission on the key', async () => {
    const bucketOnly = s3.role('ManagedKeyUser', allow('s3:*'));
    const written = await bucketOnly.client.send(
      new PutObjectCommand({ Bucket, Key: 'managed', Body: 'x', ServerSideEncryption: 'aws:kms' }),
    );
    expect(written.SSEKMSKeyId).toMatch(/^arn:aws:kms:eu-central-1:111122223333:key\//);
    await bucketOnly.client.send(new GetObjectCommand({ Bucket, Key: 'managed' }));
  });
});
