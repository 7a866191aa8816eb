import * as connect from '@aws-sdk/client-connect';
import * as lambda from '@aws-sdk/client-lambda';
import * as s3 from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { bucketOf } from '#infra/local/wire/bucket-host.ts';
import { parseQuery, type WireRequest } from '#infra/local/wire/http.ts';
import { matchRest } from '#infra/local/wire/match.ts';
import { type OperationShape, requiredMembers, shapesOf } from '#infra/local/wire/shapes.ts';

const request = (
  method: string,
  url: string,
  headers: Readonly<Record<string, string>> = {},
): WireRequest => {
  const [path = '/', rawQuery = ''] = url.split('?');
  return {
    method,
    path,
    rawQuery,
    query: parseQuery(rawQuery),
    headers: { host: '127.0.0.1:4566', ...headers },
    body: new Uint8Array(),
  };
};

const s3Match = (sent: WireRequest) => matchRest(shapesOf(s3), sent, bucketOf(sent));

/** The least that a client sends for an operation, without `x-id`. */
function bareRequest(operation: OperationShape, isS3: boolean): WireRequest {
  const { http, input } = operation;
  if (!http) throw new Error(`${operation.name} has no http trait`);
  const members = input.getMemberSchemas();
  const bucket = isS3 && 'Bucket' in members ? '/bucket' : '';
  const path = http.segments.map((part) => (part.startsWith('{') ? 'value' : part)).join('/');
  const query = http.literals.map(([key, value]) => (value === '' ? key : `${key}=${value}`));
  const headers: Record<string, string> = {};
  for (const name of requiredMembers(input)) {
    const { httpQuery, httpHeader } = members[name]?.getMergedTraits() ?? {};
    if (typeof httpQuery === 'string') query.push(`${httpQuery}=value`);
    if (typeof httpHeader === 'string') headers[httpHeader.toLowerCase()] = 'value';
  }
  const search = query.length > 0 ? `?${query.join('&')}` : '';
  return request(http.method, `${bucket}/${path}${search}`, headers);
}

const named = (client: Readonly<Record<string, unknown>>): [string, OperationShape][] => [
  ...shapesOf(client).operations,
];

/** Told apart by host or by `x-id` alone. */
const alike = ['ListDirectoryBuckets', 'CreateSession', 'WriteGetObjectResponse'];

describe('routing by method, path and query alone', () => {
  it.each(named(s3).filter(([name]) => !alike.includes(name)))('finds s3:%s', (name, operation) => {
    expect(s3Match(bareRequest(operation, true))?.operation.name).toBe(name);
  });

  it.each(named(lambda))('finds lambda:%s', (name, operation) => {
    const sent = bareRequest(operation, false);
    const match = matchRest(shapesOf(lambda), sent, { path: sent.path });
    expect(match?.operation.name).toBe(name);
  });

  it('finds every operation of Amazon Connect', () => {
    for (const [name, operation] of named(connect)) {
      const sent = bareRequest(operation, false);
      const match = matchRest(shapesOf(connect), sent, { path: sent.path });
      expect(`${sent.method} ${sent.path} ${match?.operation.name}`).toBe(
        `${sent.method} ${sent.path} ${name}`,
      );
    }
  });

  it('heeds x-id where nothing else tells operations apart', () => {
    const sent = request('GET', '/?x-id=ListDirectoryBuckets');
    expect(s3Match(sent)?.operation.name).toBe('ListDirectoryBuckets');
    expect(s3Match(request('GET', '/'))?.operation.name).toBe('ListBuckets');
  });

  it('does not take an unknown subresource for the operation on the whole', () => {
    expect(s3Match(request('PUT', '/bucket?newThing'))).toBeUndefined();
    expect(s3Match(request('DELETE', '/bucket?newThing='))).toBeUndefined();
    expect(s3Match(request('DELETE', '/bucket'))?.operation.name).toBe('DeleteBucket');
  });

  it('knows no operation at a path or method that the service does not have', () => {
    const sent = request('GET', '/no/such/path/at/all');
    expect(matchRest(shapesOf(connect), sent, { path: sent.path })).toBeUndefined();
    expect(s3Match(request('PATCH', '/bucket/key'))).toBeUndefined();
  });

  it.each([
    ['/bucket/a%20b/%C3%BC%2B.wav', 'a b/ü+.wav'],
    ['/bucket//leading/slash', '/leading/slash'],
    ['/bucket/folder/', 'folder/'],
    ['/bucket/a%2Fb', 'a/b'],
    ['/bucket/50%', '50%'],
  ])('reads the key of %s as %s', (path, key) => {
    expect(s3Match(request('GET', path))?.labels).toEqual({ Bucket: 'bucket', Key: key });
  });

  it.each([
    ['recordings.localhost:4566', '/a/b', 'recordings', '/a/b'],
    ['recordings.127.0.0.1:4566', '/', 'recordings', '/'],
    ['my.dotted.bucket.localhost', '/k', 'my.dotted.bucket', '/k'],
    ['recordings.s3.localhost:4566', '/k', 'recordings', '/k'],
    ['recordings.s3.eu-central-1.amazonaws.com', '/k', 'recordings', '/k'],
    ['recordings.s3.cn-north-1.amazonaws.com.cn', '/k', 'recordings', '/k'],
    ['localhost:4566', '/recordings/k', 'recordings', '/k'],
    ['127.0.0.1:4566', '/recordings', 'recordings', '/'],
    ['s3.eu-central-1.amazonaws.com', '/recordings/k', 'recordings', '/k'],
    ['127.0.0.1:4566', '/', null, '/'],
  ])('takes the bucket from host %s and path %s', (host, path, bucket, rest) => {
    expect(bucketOf(request('GET', path, { host }))).toEqual({ bucket, path: rest });
  });

  it('reads an ARN in a path label', () => {
    const arn = 'arn:aws:lambda:eu-central-1:111122223333:function:guard';
    const sent = request('POST', `/2015-03-31/functions/${encodeURIComponent(arn)}/invocations`);
    expect(matchRest(shapesOf(lambda), sent, { path: sent.path })).toMatchObject({
      operation: { name: 'Invoke' },
      labels: { FunctionName: arn },
    });
  });
});
