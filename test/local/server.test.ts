import { request as httpRequest } from 'node:http';
import { ConnectClient, ListInstancesCommand } from '@aws-sdk/client-connect';
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { KMSClient, ListKeysCommand } from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { VirtualClock } from '#infra/local/clock.ts';
import { LocalAws } from '#infra/local/local-aws.ts';
import { startServer } from '#infra/local/server.ts';
import { createRole, createUser } from '#infra/local/services/iam/entities.ts';
import { createWorld } from '#infra/local/world.ts';

const home = { partition: 'aws', account: '111122223333', region: 'eu-central-1' };
const root = 'arn:aws:iam::111122223333:root';
const trustAccount = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: root }, Action: 'sts:AssumeRole' }],
};

let aws: LocalAws;
const clock = new VirtualClock(new Date(), { autoAdvance: true });
beforeAll(async () => {
  aws = await LocalAws.start({ home, clock, bodyLimit: 100_000 });
});
afterAll(() => aws.close());

const once = { maxAttempts: 1 };
const lastEntry = () => aws.world.ledger.entries.at(-1);

function post(headers: Record<string, string>, body: string | Buffer, path = '/') {
  const { hostname, port } = new URL(aws.endpoint);
  return new Promise<{ status: number; body: string }>((resolve, reject) => {
    const sent = httpRequest({ hostname, port, path, method: 'POST', headers }, (reply) => {
      let text = '';
      reply.on('data', (chunk) => {
        text += chunk;
      });
      reply.on('end', () => resolve({ status: reply.statusCode ?? 0, body: text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

describe('the endpoint', () => {
  it.each(['0.0.0.0', '192.168.1.10', '::', 'example.com'])(
    'refuses to listen on %s',
    async (host) => {
      await expect(startServer(createWorld(), { host })).rejects.toThrow(RangeError);
    },
  );

  it('says that its port is taken', async () => {
    const port = Number(new URL(aws.endpoint).port);
    await expect(startServer(createWorld(), { port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });

  it('frees its port when closed', async () => {
    const other = await startServer(createWorld());
    const { port } = new URL(other.endpoint);
    await other.close();
    const again = await startServer(createWorld(), { port: Number(port) });
    expect(again.endpoint).toBe(other.endpoint);
    await again.close();
  });

  it('lets a running request finish before it closes, and no client hold it open', async () => {
    const other = await LocalAws.start({ home });
    createRole(other.world, home, { name: 'Slow', trustPolicy: trustAccount });
    const iam = new IAMClient({ ...other.clientFor(root), ...once });
    const asked = new Promise<void>((resolve) => {
      const { record } = other.world.ledger;
      other.world.ledger.record = (entry) => {
        record.call(other.world.ledger, entry);
        resolve();
      };
    });
    const running = iam.send(new GetRoleCommand({ RoleName: 'Slow' }));
    await asked;
    await other.close();
    await expect(running).resolves.toMatchObject({ Role: { RoleName: 'Slow' } });
    await expect(fetch(other.endpoint)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  });

  it('refuses a body over its limit and lives on', async () => {
    const s3 = new S3Client({ ...aws.clientFor(root), ...once });
    await s3.send(new CreateBucketCommand({ Bucket: 'limited' }));
    const put = (bytes: number) =>
      s3.send(new PutObjectCommand({ Bucket: 'limited', Key: 'k', Body: Buffer.alloc(bytes) }));
    await expect(put(100_001)).rejects.toMatchObject({ name: 'EntityTooLarge' });
    await expect(put(100_000)).resolves.toMatchObject({ $metadata: { httpStatusCode: 200 } });
  });

  it('serves one endpoint to clients of all protocols', async () => {
    const settings = { ...aws.clientFor(root), ...once };
    const identity = await new STSClient(settings).send(new GetCallerIdentityCommand({}));
    expect(identity).toMatchObject({ Account: '111122223333', UserId: '111122223333', Arn: root });
    await expect(new S3Client(settings).send(new ListBucketsCommand({}))).resolves.toMatchObject({
      Buckets: expect.anything(),
    });
    await expect(new KMSClient(settings).send(new ListKeysCommand({}))).resolves.toMatchObject({
      Keys: [],
    });
    await expect(
      new ConnectClient(settings).send(new ListInstancesCommand({})),
    ).resolves.toMatchObject({ InstanceSummaryList: [] });
  });

  it('takes the partition from the caller', async () => {
    const settings = aws.clientFor('arn:aws-cn:iam::444455556666:root', 'cn-north-1');
    const identity = await new STSClient(settings).send(new GetCallerIdentityCommand({}));
    expect(identity).toMatchObject({ Arn: 'arn:aws-cn:iam::444455556666:root' });
  });
});

describe('who is asking', () => {
  it('answers keys that it never gave out in each service’s own words', async () => {
    const settings = {
      ...aws.clientFor(root),
      ...once,
      credentials: { accessKeyId: 'AKIAUNKNOWN', secretAccessKey: 'x' },
    };
    const named = (name: string) => ({ name });
    await expect(
      new STSClient(settings).send(new GetCallerIdentityCommand({})),
    ).rejects.toMatchObject(named('InvalidClientTokenId'));
    await expect(new S3Client(settings).send(new ListBucketsCommand({}))).rejects.toMatchObject(
      named('InvalidAccessKeyId'),
    );
    await expect(new KMSClient(settings).send(new ListKeysCommand({}))).rejects.toMatchObject(
      named('UnrecognizedClientException'),
    );
    expect(lastEntry()).toMatchObject({ principal: 'unknown', service: 'kms' });
  });

  it('answers a wrong secret with SignatureDoesNotMatch', async () => {
    const settings = aws.clientFor(root);
    const credentials = { ...settings.credentials, secretAccessKey: 'wrong' };
    await expect(
      new STSClient({ ...settings, ...once, credentials }).send(new GetCallerIdentityCommand({})),
    ).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
  });

  it('does not take a session’s keys without its token', async () => {
    createRole(aws.world, home, { name: 'Session', trustPolicy: trustAccount });
    const settings = aws.clientFor('arn:aws:iam::111122223333:role/Session');
    const { accessKeyId, secretAccessKey } = settings.credentials;
    const credentials = { accessKeyId, secretAccessKey };
    await expect(
      new STSClient({ ...settings, ...once, credentials }).send(new GetCallerIdentityCommand({})),
    ).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
  });

  it('lets a session expire on the World’s clock', async () => {
    createRole(aws.world, home, { name: 'Brief', trustPolicy: trustAccount });
    const sts = new STSClient({
      ...aws.clientFor('arn:aws:iam::111122223333:role/Brief'),
      ...once,
    });
    await expect(sts.send(new GetCallerIdentityCommand({}))).resolves.toMatchObject({
      Arn: 'arn:aws:sts::111122223333:assumed-role/Brief/local',
    });
    clock.advance(3_600_001);
    await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: 'ExpiredToken',
    });
  });

  it('lets anonymous callers reach only S3', async () => {
    const s3 = new S3Client({ ...aws.clientFor(root), ...once, signer: aws.anonymous });
    await expect(
      s3.send(new GetObjectCommand({ Bucket: 'limited', Key: 'k' })),
    ).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining(
        'User: anonymous is not authorized to perform: s3:GetObject',
      ),
    });
    expect(lastEntry()).toMatchObject({ principal: 'anonymous', error: 'AccessDenied' });
    const json = await post({ 'x-amz-target': 'TrentService.ListKeys' }, '{}');
    expect(json).toMatchObject({
      status: 400,
      body: expect.stringContaining('MissingAuthenticationTokenException'),
    });
    const form = await post(
      { 'content-type': 'application/x-www-form-urlencoded' },
      'Action=ListRoles&Version=2010-05-08',
    );
    expect(form).toMatchObject({
      status: 403,
      body: expect.stringContaining('<Code>MissingAuthenticationToken</Code>'),
    });
  });

  it.each([
    ['Bearer token', 'AuthorizationHeaderMalformed'],
    ['AWS AKIA:c2lnbmF0dXJl', 'AuthorizationHeaderMalformed'],
    ['AWS4-HMAC-SHA256 Credential=AKIA/20260214/eu-central-1/s3', 'AuthorizationHeaderMalformed'],
  ])('refuses the authorization %s', async (authorization, code) => {
    const reply = await post({ authorization }, '', '/bucket?delete');
    expect(reply.body).toContain(`<Code>${code}</Code>`);
  });

  it('takes plain HTTP on loopback for secure unless the request says otherwise', async () => {
    const condition = { Bool: { 'aws:SecureTransport': 'true' } };
    const user = createUser(aws.world, home, {
      name: 'tls-only',
      policies: {
        p: {
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Action: 'iam:GetRole', Resource: '*', Condition: condition },
          ],
        },
      },
    });
    const iam = new IAMClient({ ...aws.clientFor(user.arn), ...once });
    const get = new GetRoleCommand({ RoleName: 'Session' });
    await expect(iam.send(get)).resolves.toMatchObject({ Role: { RoleName: 'Session' } });
    iam.middlewareStack.add(
      (next) => (args) => {
        const { headers } = args.request as { headers: Record<string, string> };
        headers['x-local-secure-transport'] = 'false';
        return next(args);
      },
      { step: 'build' },
    );
    await expect(iam.send(get)).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});

describe('what the embedded AWS does not know', () => {
  it.each([
    ['dynamodb', { 'x-amz-target': 'DynamoDB_20120810.ListTables' }, 'no service \\"dynamodb\\"'],
    ['kms', { 'x-amz-target': 'TrentService.Fly' }, 'does not know the operation kms:Fly'],
    ['kms', { 'x-amz-target': 'TrentService.GenerateMac' }, 'does not implement kms:GenerateMac'],
  ])('answers a call of %s %j with 501', async (service, headers, message) => {
    const settings = aws.clientFor(root);
    const kms = new KMSClient({ ...settings, ...once });
    kms.middlewareStack.add(
      (next) => (args) => {
        Object.assign((args.request as { headers: object }).headers, headers);
        return next(args);
      },
      { step: 'build' },
    );
    Object.assign(kms.config, { signingName: service });
    const sent = kms.send(new ListKeysCommand({}));
    await expect(sent).rejects.toMatchObject({
      name: 'NotImplemented',
      message: expect.stringContaining(message.replaceAll('\\', '')),
      $metadata: { httpStatusCode: 501 },
    });
    expect(lastEntry()).toMatchObject({ service, error: 'NotImplemented' });
  });
});
