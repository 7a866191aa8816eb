import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { issueCredentials } from '#infra/local/credentials.ts';
import { type RunningServer, startServer } from '#infra/local/server.ts';
import { userCaller } from '#infra/local/services/iam/callers.ts';
import { createUser } from '#infra/local/services/iam/entities.ts';
import { createWorld } from '#infra/local/world.ts';
import { replay, signedAt } from './raw/replay.ts';

const home = { partition: 'aws', account: '111122223333', region: 'eu-central-1' };

/** In the order in which they were recorded: later ones see what earlier ones made. */
const recorded: readonly (readonly [name: string, status: number, body: RegExp])[] = [
  ['boto3-sts-get-caller-identity', 200, /<Arn>arn:aws:iam::111122223333:user\/admin<\/Arn>/],
  ['awscli-sts-get-caller-identity', 200, /<Account>111122223333<\/Account>/],
  ['boto3-iam-create-role', 200, /<Arn>arn:aws:iam::111122223333:role\/people\/Analyst<\/Arn>/],
  ['boto3-iam-list-roles', 200, /<RoleName>Analyst<\/RoleName>/],
  ['boto3-s3-create-bucket', 200, /^$/],
  ['boto3-s3-list-buckets', 200, /<Name>recordings<\/Name>/],
  ['awscli-s3api-head-bucket', 200, /^$/],
  ['boto3-s3-put-object', 200, /^$/],
  ['boto3-s3-get-object', 206, /^RIFF$/],
  ['boto3-s3-list-objects', 200, /<CommonPrefixes><Prefix>connect\/sales\/<\/Prefix>/],
  ['boto3-s3-upload-unseekable', 200, /^$/],
  ['awscli-s3-cp', 200, /^$/],
  ['boto3-s3-put-object-virtual-host', 200, /^$/],
  ['presigned-get-object', 200, /^virtual$/],
  ['boto3-s3-put-bucket-policy', 200, /^$/],
  ['boto3-s3-get-bucket-policy', 200, /"Action":"s3:DeleteObject"/],
  ['boto3-s3-delete-object', 403, /explicit deny in a resource-based policy/],
  ['boto3-s3-get-public-access-block', 200, /<BlockPublicPolicy>true<\/BlockPublicPolicy>/],
  ['sdk-js-s3-put-object-stream', 200, /^$/],
  ['sdk-js-s3-put-object-crc64', 200, /^$/],
  ['sdk-js-s3-put-object-crc32c', 200, /^$/],
  ['sdk-js-s3-copy-object', 200, /<CopyObjectResult/],
  ['boto3-kms-list-keys', 200, /"Keys":\[\]/],
  ['boto3-lambda-invoke', 404, /Function not found/],
  ['boto3-config-describe-rules', 400, /"__type":"NoSuchConfigRuleException"/],
  ['boto3-connect-list-storage', 404, /instance/i],
  ['boto3-ssm-start-automation', 400, /"__type":"AutomationDefinitionNotFoundException"/],
];

describe('requests recorded from boto3, the AWS CLI and the SDK for JavaScript', () => {
  let server: RunningServer;
  let now = new Date(0);
  const world = createWorld({ home });

  beforeAll(async () => {
    const user = createUser(world, home, {
      name: 'admin',
      policies: {
        everything: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
        },
      },
    });
    issueCredentials(world, userCaller(user), {
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    });
    server = await startServer(world, { wallClock: () => now });
  });
  afterAll(() => server.close());

  it.each(recorded)('%s is answered %i', async (name, status, body) => {
    now = signedAt(name);
    const reply = await replay(server.endpoint, name);
    expect(reply).toMatchObject({ status, body: expect.stringMatching(body) });
    expect(reply.headers['x-amzn-requestid']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('are refused a quarter of an hour later', async () => {
    now = new Date(signedAt('boto3-s3-list-buckets').getTime() + 16 * 60_000);
    const reply = await replay(server.endpoint, 'boto3-s3-list-buckets');
    expect(reply).toMatchObject({
      status: 403,
      body: expect.stringContaining('RequestTimeTooSkewed'),
    });
  });

  it('stay good as presigned URLs until they expire', async () => {
    now = new Date(signedAt('presigned-get-object').getTime() + 299_000);
    expect((await replay(server.endpoint, 'presigned-get-object')).status).toBe(200);
    now = new Date(now.getTime() + 2000);
    const late = await replay(server.endpoint, 'presigned-get-object');
    expect(late).toMatchObject({
      status: 403,
      body: expect.stringContaining('Request has expired'),
    });
  });
});
