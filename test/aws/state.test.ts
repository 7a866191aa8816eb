import { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { statePort } from '#shared/aws/state.ts';
import { type Answer, s3Error, withStandIn, xml } from './stand-in.ts';

const account = '111122223333';
const bucket = 'connect-storage-guard-111122223333-eu-central-1';

const answering = <T>(
  answer: Answer | (({ path }: { path: string }) => Answer),
  use: (
    state: ReturnType<typeof statePort>,
    received: readonly { headers: Record<string, unknown>; body: string }[],
  ) => Promise<T>,
) =>
  withStandIn(typeof answer === 'function' ? answer : () => answer, ({ client, received }) =>
    use(statePort(new S3Client(client), bucket, account), received),
  );

describe('reading state', () => {
  it('gives the text and its ETag', () =>
    answering({ headers: { etag: '"9b2cf5"' }, body: '{"version":1}' }, async (state) => {
      expect(await state.read('settings.json')).toEqual({
        state: 'known',
        value: { body: '{"version":1}', etag: '"9b2cf5"' },
      });
    }));

  it('tells an object that is not there from one that may not be read', async () => {
    const missing = s3Error('NoSuchKey', 'The specified key does not exist.', 404);
    const denied = s3Error('AccessDenied', 'Access Denied', 403);
    expect(await answering(missing, (state) => state.read('settings.json'))).toEqual({
      state: 'absent',
    });
    expect(await answering(denied, (state) => state.read('settings.json'))).toMatchObject({
      state: 'unreadable',
      why: { action: 's3:GetObject', code: 'AccessDenied' },
    });
  });

  it('does not take a missing bucket for missing settings', async () => {
    const gone = s3Error('NoSuchBucket', 'The specified bucket does not exist', 404);
    expect(await answering(gone, (state) => state.read('settings.json'))).toMatchObject({
      state: 'unreadable',
      why: { code: 'NoSuchBucket' },
    });
  });
});

describe('writing state', () => {
  const written = { headers: { etag: '"1"' } };

  it.each([
    ['whatever is there', undefined, undefined, undefined],
    ['in place of one version', { ifMatch: '"9b2cf5"' }, '"9b2cf5"', undefined],
    ['only if there is none', { ifMatch: null }, undefined, '*'],
  ])('%s', (_, condition, ifMatch, ifNoneMatch) =>
    answering(written, async (state, received) => {
      expect(await state.write('settings.json', '{}', condition)).toBe('"1"');
      expect(received[0]?.headers['if-match']).toBe(ifMatch);
      expect(received[0]?.headers['if-none-match']).toBe(ifNoneMatch);
      expect(received[0]?.headers['x-amz-expected-bucket-owner']).toBe(account);
    }),
  );

  it.each([
    ['PreconditionFailed', 412],
    ['ConditionalRequestConflict', 409],
    ['NoSuchKey', 404],
  ])('answers false when another writer was faster (%s)', async (code, status) => {
    const answer = s3Error(code, 'Another was faster', status);
    const write = (condition?: { ifMatch: string | null }) =>
      answering(answer, (state) => state.write('settings.json', '{}', condition));
    expect(await write({ ifMatch: '"9b2cf5"' })).toBe(false);
    await expect(write()).rejects.toThrow(`s3:PutObject: ${code}`);
  });

  it('throws when it is denied', async () => {
    const denied = s3Error('AccessDenied', 'Access Denied', 403);
    const write = answering(denied, (state) => state.write('a', '{}', { ifMatch: null }));
    await expect(write).rejects.toThrow('s3:PutObject: AccessDenied: Access Denied');
  });
});

it('lists all pages of keys', async () => {
  const page = (key: string, next?: string) =>
    xml(
      `<ListBucketResult><IsTruncated>${next !== undefined}</IsTruncated><Contents><Key>${key}</Key></Contents>${next ? `<NextContinuationToken>${next}</NextContinuationToken>` : ''}</ListBucketResult>`,
    );
  const keys = await answering(
    ({ path }) =>
      path.includes('continuation-token') ? page('backups/b/2') : page('backups/b/1', 'n'),
    (state) => state.list('backups/b/'),
  );
  expect(keys).toEqual({ state: 'known', value: ['backups/b/1', 'backups/b/2'] });
});
