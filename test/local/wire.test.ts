import * as config from '@aws-sdk/client-config-service';
import * as connect from '@aws-sdk/client-connect';
import * as iam from '@aws-sdk/client-iam';
import * as lambda from '@aws-sdk/client-lambda';
import * as s3 from '@aws-sdk/client-s3';
import * as sts from '@aws-sdk/client-sts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AwsError, type Protocol } from '#infra/local/service.ts';
import { decodeBody } from '#infra/local/wire/body.ts';
import { checksums } from '#infra/local/wire/checksum.ts';
import { parseQuery, type WireRequest } from '#infra/local/wire/http.ts';
import { readInput } from '#infra/local/wire/read-input.ts';
import { type OperationShape, shapesOf } from '#infra/local/wire/shapes.ts';
import { validate } from '#infra/local/wire/validate.ts';
import { writeError } from '#infra/local/wire/write-error.ts';
import { writeOutput } from '#infra/local/wire/write-output.ts';

type Client = Readonly<Record<string, unknown>>;

const reply = { requestId: 'r-1', xmlNamespace: 'https://iam.amazonaws.com/doc/2010-05-08/' };

function operation(client: Client, name: string): OperationShape {
  const found = shapesOf(client).operations.get(name);
  if (!found) throw new Error(`no operation ${name}`);
  return found;
}

const request = (
  body: string,
  headers: WireRequest['headers'] = {},
  rawQuery = '',
): WireRequest => ({
  method: 'POST',
  path: '/',
  rawQuery,
  query: parseQuery(rawQuery),
  headers,
  body: Buffer.from(body),
});

const read = (
  protocol: Protocol,
  [client, name]: [Client, string],
  sent: WireRequest,
  labels: Readonly<Record<string, string>> = {},
) => readInput(protocol, operation(client, name), sent, labels);

const refusal = (work: () => unknown): AwsError => {
  try {
    work();
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};

describe('reading requests', () => {
  it('reads awsJson with timestamps and blobs', () => {
    const body = JSON.stringify({
      Evaluations: [
        {
          ComplianceResourceType: 'AWS::S3::Bucket',
          ComplianceResourceId: 'recordings',
          ComplianceType: 'COMPLIANT',
          OrderingTimestamp: 1771064100.5,
        },
      ],
      ResultToken: 'TESTMODE',
      TestMode: true,
    });
    expect(read('awsJson1_1', [config, 'PutEvaluations'], request(body))).toEqual({
      Evaluations: [
        {
          ComplianceResourceType: 'AWS::S3::Bucket',
          ComplianceResourceId: 'recordings',
          ComplianceType: 'COMPLIANT',
          OrderingTimestamp: new Date('2026-02-14T10:15:00.500Z'),
        },
      ],
      ResultToken: 'TESTMODE',
      TestMode: true,
    });
  });

  it('reads restJson labels, query and body', () => {
    const sent = request('', {}, 'resourceType=CALL_RECORDINGS&maxResults=10&nextToken=a%2Bb');
    const labels = { InstanceId: '11111111-2222-3333-4444-555555555555' };
    expect(read('restJson1', [connect, 'ListInstanceStorageConfigs'], sent, labels)).toEqual({
      ...labels,
      ResourceType: 'CALL_RECORDINGS',
      MaxResults: 10,
      NextToken: 'a+b',
    });
  });

  it('reads a blob payload and headers', () => {
    const sent = request('{"a":1}', { 'x-amz-invocation-type': 'Event' });
    const input = read('restJson1', [lambda, 'Invoke'], sent, { FunctionName: 'guard' });
    expect(input).toMatchObject({ FunctionName: 'guard', InvocationType: 'Event' });
    expect(Buffer.from(input.Payload as Uint8Array).toString()).toBe('{"a":1}');
  });

  it('reads restXml bodies and prefix headers', () => {
    const cors =
      '<CORSConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><CORSRule><AllowedMethod>GET</AllowedMethod><AllowedMethod>PUT</AllowedMethod><AllowedOrigin>https://sales.my.connect.aws</AllowedOrigin></CORSRule></CORSConfiguration>';
    expect(read('restXml', [s3, 'PutBucketCors'], request(cors), { Bucket: 'b' })).toEqual({
      Bucket: 'b',
      CORSConfiguration: {
        CORSRules: [
          { AllowedMethods: ['GET', 'PUT'], AllowedOrigins: ['https://sales.my.connect.aws'] },
        ],
      },
    });
    const put = request('x', { 'x-amz-meta-agent': 'jane', 'x-amz-meta-call': '7' });
    expect(read('restXml', [s3, 'PutObject'], put, { Bucket: 'b', Key: 'k' })).toMatchObject({
      Metadata: { agent: 'jane', call: '7' },
    });
  });

  it('reads awsQuery lists and structures, however many, in their order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ Key: fc.string({ minLength: 1 }), Value: fc.string() }), {
          minLength: 1,
          maxLength: 15,
        }),
        (tags) => {
          const form = new URLSearchParams({ Action: 'CreateRole', RoleName: 'R' });
          tags.forEach(({ Key, Value }, index) => {
            form.append(`Tags.member.${index + 1}.Key`, Key);
            form.append(`Tags.member.${index + 1}.Value`, Value);
          });
          const input = read('awsQuery', [iam, 'CreateRole'], request(form.toString()));
          expect(input).toEqual({ RoleName: 'R', Tags: tags });
        },
      ),
    );
  });

  it.each<[Protocol, [Client, string], string, string]>([
    ['awsJson1_1', [config, 'PutEvaluations'], '{"ResultToken":', 'SerializationException'],
    ['awsJson1_1', [config, 'PutEvaluations'], '[]', 'SerializationException'],
    ['restJson1', [connect, 'AssociateInstanceStorageConfig'], 'no json', 'SerializationException'],
    ['restXml', [s3, 'PutBucketCors'], '<CORSConfiguration><CORSRule>', 'MalformedXML'],
  ])('refuses a %s body that it cannot read', (protocol, target, body, code) => {
    expect(refusal(() => read(protocol, target, request(body))).code).toBe(code);
  });
});

describe('validating input', () => {
  it('names every required member that is missing', () => {
    const { input } = operation(iam, 'CreateRole');
    const error = refusal(() => validate('awsQuery', input, { Path: '/' }));
    expect(error.code).toBe('ValidationError');
    expect(error.message).toBe(
      "2 validation errors detected: Value at 'RoleName' failed to satisfy constraint: Member must not be null; Value at 'AssumeRolePolicyDocument' failed to satisfy constraint: Member must not be null",
    );
  });

  it('names the place of a wrong type', () => {
    const { input } = operation(config, 'PutEvaluations');
    const given = { ResultToken: 7, Evaluations: [{ ComplianceResourceType: ['x'] }] };
    const error = refusal(() => validate('awsJson1_1', input, given));
    expect(error.message).toContain("'ResultToken' is not a string");
    expect(error.message).toContain(
      "'Evaluations.1.member.ComplianceResourceType' is not a string",
    );
  });
});

describe('writing answers', () => {
  it('wraps awsQuery results and escapes what is in them', () => {
    const answer = writeOutput(
      'awsQuery',
      operation(sts, 'GetCallerIdentity'),
      { Arn: 'a<&>b' },
      reply,
    );
    expect(answer.body).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<GetCallerIdentityResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><GetCallerIdentityResult><Arn>a&lt;&amp;&gt;b</Arn></GetCallerIdentityResult><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></GetCallerIdentityResponse>',
    );
  });

  it('writes no result where the operation has no output', () => {
    const query = writeOutput('awsQuery', operation(iam, 'DeleteRole'), {}, reply);
    expect(query.body).toContain(
      '<DeleteRoleResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ResponseMetadata>',
    );
    const rest = writeOutput('restXml', operation(s3, 'DeleteBucketPolicy'), {}, reply);
    expect(rest).toMatchObject({ status: 204, body: '' });
  });

  it('answers GetBucketLocation with the bare element', () => {
    const located = (output: object) =>
      writeOutput('restXml', operation(s3, 'GetBucketLocation'), { ...output }, reply).body;
    expect(located({ LocationConstraint: 'eu-central-1' })).toContain(
      '>eu-central-1</LocationCons',
    );
    expect(located({})).toMatch(/<LocationConstraint xmlns="[^"]+"\/>$/);
  });

  it('puts members with a header there, and a range makes the answer partial', () => {
    const answer = writeOutput(
      'restXml',
      operation(s3, 'GetObject'),
      {
        Body: Buffer.from('RIFF'),
        ETag: '"e"',
        LastModified: new Date('2026-02-14T10:15:00Z'),
        Metadata: { agent: 'jane' },
        ContentRange: 'bytes 0-3/16',
      },
      reply,
    );
    expect(answer).toMatchObject({
      status: 206,
      headers: {
        etag: '"e"',
        'last-modified': 'Sat, 14 Feb 2026 10:15:00 GMT',
        'x-amz-meta-agent': 'jane',
      },
    });
  });
});

describe('writing errors', () => {
  const written = (protocol: Protocol, client: Client, error: AwsError) =>
    writeError(protocol, error, shapesOf(client), reply);

  it('spells an IAM error by its wire code, given either name', () => {
    for (const code of ['NoSuchEntity', 'NoSuchEntityException']) {
      const answer = written('awsQuery', iam, new AwsError(code, 'no role'));
      expect(answer.status).toBe(404);
      expect(answer.body).toContain('<Type>Sender</Type><Code>NoSuchEntity</Code>');
    }
  });

  it('writes the members of a modelled restJson error', () => {
    const error = new AwsError('ResourceNotFoundException', 'none', 404);
    expect(written('restJson1', connect, error)).toMatchObject({
      status: 404,
      headers: { 'x-amzn-errortype': 'ResourceNotFoundException' },
      body: '{"Message":"none"}',
    });
  });

  it('writes S3 errors with their details and without a namespace', () => {
    const error = new AwsError('NoSuchBucket', 'none', 404, { BucketName: 'b' });
    expect(written('restXml', s3, error).body).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchBucket</Code><Message>none</Message><BucketName>b</BucketName><RequestId>r-1</RequestId><HostId>r-1</HostId></Error>',
    );
  });

  it('writes errors that no service models', () => {
    const error = new AwsError('Invented', 'odd', 418);
    expect(written('awsJson1_1', config, error)).toMatchObject({
      status: 418,
      body: '{"__type":"Invented","message":"odd"}',
    });
  });
});

describe('bodies of S3', () => {
  const crc = (text: string) => checksums['x-amz-checksum-crc32']?.(Buffer.from(text)) ?? '';
  const chunked = (framed: string, decoded: number) =>
    request(framed, {
      'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      'content-encoding': 'gzip,aws-chunked',
      'x-amz-decoded-content-length': String(decoded),
    });

  it('loses the framing of chunks, signed or not, whatever their sizes', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 })), fc.boolean(), (chunks, signed) => {
        const extension = signed ? `;chunk-signature=${'0'.repeat(64)}` : '';
        const frame = (text: string) =>
          `${Buffer.byteLength(text).toString(16)}${extension}\r\n${text}\r\n`;
        const body = chunks.join('');
        const trailer = `x-amz-checksum-crc32:${crc(body)}\r\n\r\n`;
        const sent = chunked(
          `${chunks.map(frame).join('')}0${extension}\r\n${trailer}`,
          Buffer.byteLength(body),
        );
        const decoded = decodeBody(sent);
        expect(Buffer.from(decoded.body).toString()).toBe(body);
        expect(decoded.headers).toMatchObject({
          'x-amz-checksum-crc32': crc(body),
          'content-encoding': 'gzip',
        });
      }),
    );
  });

  it.each([
    ['5\r\nabcde\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n', 5, 'BadDigest'],
    ['5\r\nabc', 5, 'IncompleteBody'],
    ['3\r\nabc\r\n0\r\n\r\n', 4, 'IncompleteBody'],
    ['zz\r\nabc\r\n0\r\n\r\n', 3, 'InvalidRequest'],
  ])('refuses the framing %j', (framed, decoded, code) => {
    expect(refusal(() => decodeBody(chunked(framed, decoded))).code).toBe(code);
  });

  it.each([
    ['x-amz-checksum-crc32', 'y/Q5Jg=='],
    ['x-amz-checksum-crc32c', '4waSgw=='],
    ['x-amz-checksum-crc64nvme', 'rosUhgp5mIg='],
    ['x-amz-checksum-sha256', 'FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU='],
    ['content-md5', 'JfnnlDI7RTiF9RgfG2JNCw=='],
  ])('computes %s as its standard does', (header, expected) => {
    const check = checksums[header]?.(Buffer.from('123456789'));
    expect(check).toBe(expected);
  });
});
