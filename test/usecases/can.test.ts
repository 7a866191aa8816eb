import { readFileSync } from 'node:fs';
import { IAMClient } from '@aws-sdk/client-iam';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRole } from '#infra/local/services/iam/entities.ts';
import { bucketPort } from '#shared/aws/buckets.ts';
import { iamPort } from '#shared/aws/iam.ts';
import { keyPort } from '#shared/aws/kms.ts';
import { principalPoliciesPort } from '#shared/aws/principal-policies.ts';
import type { Request } from '#shared/policy/request.ts';
import { resourceAt } from '#shared/usecases/asked-resource.ts';
import { askerAt } from '#shared/usecases/asker.ts';
import { can } from '#shared/usecases/can.ts';
import {
  allow,
  bucket,
  bucketArn,
  home,
  type ImpactAccount,
  root,
  startImpactAccount,
  trusted,
} from './impact-account.ts';

let account: ImpactAccount;
beforeAll(async () => {
  account = await startImpactAccount();
});
afterAll(() => account.aws.close());

const object = `s3://${bucket}/connect/acme/CallRecordings/a.wav`;
const closed = JSON.stringify({
  Version: '2012-10-17',
  Statement: {
    Sid: 'Closed',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [bucketArn, `${bucketArn}/*`],
    Condition: { StringNotLike: { 'aws:userId': ['AROASOMEBODYELSE00001:*'] } },
  },
});

interface Circumstances {
  readonly as?: string;
  readonly context?: Request['context'];
  readonly planned?: string;
}

function ask(who: string, action: string, resource: string, circumstances: Circumstances = {}) {
  const { as = root, context = {}, planned } = circumstances;
  const client = { ...account.aws.clientFor(as), maxAttempts: 1 };
  const iam = new IAMClient(client);
  const world = {
    bucket: bucketPort(new S3Client(client), home.account),
    iam: iamPort(iam, home.account),
    keys: keyPort(new KMSClient(client)),
    principals: principalPoliciesPort(iam, home.account),
  };
  return can(world, {
    place: home,
    asker: askerAt(who, 'PRINCIPAL', home),
    action,
    resource: resourceAt(resource, 'RESOURCE', action, home),
    context,
    ...(planned !== undefined && { planned }),
  });
}

describe('whether somebody can do something', () => {
  it('is told with the statement that allows it, or that there is none', async () => {
    const { analyst, bounded } = account.principals;
    expect(await ask(analyst.arn, 's3:GetObject', object)).toMatchObject({
      answer: 'allowed',
      because: 'allowed by statement 1 of Analyst/own',
    });
    const none = { answer: 'denied', because: 'no statement allows it', statements: [] };
    expect(await ask(analyst.arn, 's3:PutObject', object)).toMatchObject(none);
    expect(await ask(bounded.arn, 's3:GetObject', object)).toMatchObject(none);
  });

  it('is asked of a session, and against another policy than the one in force', async () => {
    const session = `arn:aws:sts::${home.account}:assumed-role/Analyst/jane`;
    expect(await ask(session, 's3:GetObject', object, { planned: closed })).toMatchObject({
      answer: 'denied',
      request: { principal: { userId: `${account.principals.analyst.id}:jane` } },
      statements: [
        { policy: 'resource', index: 0, sid: 'Closed', name: '"Closed" of the bucket policy' },
      ],
      because: 'denied by "Closed" of the bucket policy',
    });
    const nobody = session.replace('Analyst', 'Nobody');
    expect(await ask(nobody, 's3:GetObject', object)).toMatchObject({
      answer: 'cannot tell',
      because: 'there is no role Nobody',
    });
  });

  it('may hang on condition keys that the request does not have', async () => {
    const { jane } = account.principals;
    expect(await ask(jane.arn, 's3:GetObject', object)).toMatchObject({
      answer: 'denied',
      notGiven: ['aws:SourceVpce'],
    });
    const context = { 'aws:SourceVpce': 'vpce-office' };
    expect(await ask(jane.arn, 's3:GetObject', object, { context })).toMatchObject({
      answer: 'allowed',
      because: 'allowed by "FromOffice" of operations/endpoint',
      notGiven: [],
    });
  });

  it('is told of services and of root', async () => {
    const context = { 'aws:SourceAccount': home.account };
    const logs = (planned?: string) =>
      ask('logging.s3.amazonaws.com', 's3:PutObject', `s3://${bucket}/logs/a`, {
        context,
        ...(planned !== undefined && { planned }),
      });
    expect(await logs()).toMatchObject({
      answer: 'allowed',
      because: 'allowed by "TheirsAccessLogs" of the bucket policy',
    });
    expect(await logs(closed)).toMatchObject({ answer: 'denied' });
    expect(await ask(root, 's3:PutBucketPolicy', bucketArn, { planned: closed })).toMatchObject({
      answer: 'allowed',
      because: 'root may do what no policy denies',
    });
  });

  it('is asked of keys and of roles, which have to let callers in themselves', async () => {
    const { administrator, analyst } = account.principals;
    const kms = new KMSClient(account.aws.clientFor(root));
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    const key = KeyMetadata?.Arn ?? '';
    expect(await ask(administrator.arn, 'kms:Decrypt', key)).toMatchObject({ answer: 'denied' });
    expect(await ask(root, 'kms:Decrypt', key)).toMatchObject({
      answer: 'allowed',
      because: expect.stringContaining('of the key policy'),
    });
    const assume = (who: string) => ask(who, 'sts:AssumeRole', analyst.arn);
    expect(await assume('ec2.amazonaws.com')).toMatchObject({
      answer: 'allowed',
      because: 'allowed by statement 1 of the trust policy',
    });
    expect(await assume(administrator.arn)).toMatchObject({ answer: 'denied' });
  });

  it('cannot be told where nobody may look, but a Deny that holds anyway is one', async () => {
    const { arn: as } = createRole(account.world, home, {
      name: 'SeesBuckets',
      trustPolicy: trusted('ec2.amazonaws.com'),
      policies: { own: allow('s3:GetBucketPolicy') },
    });
    const { analyst } = account.principals;
    expect(await ask(analyst.arn, 's3:GetObject', object, { as })).toMatchObject({
      answer: 'cannot tell',
      because: expect.stringContaining('iam:GetRole AccessDenied'),
    });
    const byId = await ask(analyst.arn, 's3:GetObject', object, { as, planned: closed });
    expect(byId.answer).toBe('cannot tell');
    const forEveryone = JSON.stringify({
      Statement: { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: `${bucketArn}/*` },
    });
    expect(
      await ask(analyst.arn, 's3:GetObject', object, { as, planned: forEveryone }),
    ).toMatchObject({ answer: 'denied', because: 'denied by statement 1 of the bucket policy' });
  });

  it('is denied to strangers whom the bucket does not let in, whatever their own account says', async () => {
    const stranger = 'arn:aws:iam::444455556666:role/Stranger';
    expect((await ask(stranger, 's3:GetObject', object)).answer).toBe('denied');
    const planned = JSON.stringify({
      Statement: {
        Effect: 'Allow',
        Principal: { AWS: stranger },
        Action: 's3:GetObject',
        Resource: `${bucketArn}/*`,
      },
    });
    expect(await ask(stranger, 's3:GetObject', object, { planned })).toMatchObject({
      answer: 'cannot tell',
      because: expect.stringContaining('belongs to another account'),
    });
  });

  it('cannot be told of resources whose own policies are not looked at', async () => {
    const lambda = `arn:aws:lambda:${home.region}:${home.account}:function:any`;
    const { analyst } = account.principals;
    expect(await ask(analyst.arn, 'lambda:InvokeFunction', lambda)).toMatchObject({
      answer: 'cannot tell',
      because: expect.stringContaining('is not looked at'),
    });
  });

  it('is found with the permissions that the documentation names, and no other', async () => {
    const section = readFileSync('docs/cli.md', 'utf8').split('\n### can\n')[1] ?? '';
    const needs = /^It needs .*?\n\n/ms.exec(section)?.[0] ?? '';
    const documented = [...needs.matchAll(/`(\w+:\w+)`/g)].map(([, action = '']) => action);
    const { arn: as } = createRole(account.world, home, {
      name: 'CanReader',
      trustPolicy: trusted('ec2.amazonaws.com'),
      policies: { documented: allow(documented) },
    });
    const { auditor, jane, bounded } = account.principals;
    const session = `arn:aws:sts::${home.account}:assumed-role/Auditor/jane`;
    for (const who of [auditor.arn, jane.arn, bounded.arn, session]) {
      expect((await ask(who, 's3:GetObject', object, { as })).answer).not.toBe('cannot tell');
    }
    const used = account.world.ledger.entries
      .filter(({ principal }) => principal === as)
      .flatMap(({ checks }) => checks.map(({ action }) => action));
    const unused = documented.filter((action) => !used.includes(action));
    expect(unused).toEqual(['kms:GetKeyPolicy', 'iam:GetUserPolicy']);
  });
});

describe('a question that makes no sense', () => {
  it.each([
    ['nobody', 'must be the ARN of a role'],
    ['arn:aws:iam::111122223333:role/*', 'must be the ARN of a role'],
    ['arn:aws:iam::111122223333:group/operations', 'must be the ARN of a role'],
    ['arn:aws:sts::111122223333:assumed-role/Analyst', 'must be the ARN of a role'],
    ['arn:aws:sts::444455556666:assumed-role/Analyst/jane', 'a session of account 111122223333'],
  ])('is answered with what is wrong with %s', (who, problem) => {
    expect(() => askerAt(who, 'PRINCIPAL', home)).toThrow(problem);
  });

  it.each([
    ['s3:GetObject', bucketArn, 'must be an object, as s3:GetObject needs'],
    ['s3:ListBucket', object, 'must be a bucket, as s3:ListBucket needs'],
    ['s3:GetObject', 'recordings', 'must be an ARN, or s3://bucket/key'],
  ])('is answered with why %s cannot be asked of %s', (action, resource, problem) => {
    expect(() => resourceAt(resource, 'RESOURCE', action, home)).toThrow(problem);
  });
});
