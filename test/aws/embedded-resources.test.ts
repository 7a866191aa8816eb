import { ConnectClient } from '@aws-sdk/client-connect';
import {
  CreateDeliveryStreamCommand,
  type CreateDeliveryStreamCommandInput,
  FirehoseClient,
} from '@aws-sdk/client-firehose';
import {
  AttachUserPolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import {
  CreateStreamCommand,
  KinesisClient,
  StartStreamEncryptionCommand,
} from '@aws-sdk/client-kinesis';
import {
  CreateAliasCommand,
  CreateGrantCommand,
  CreateKeyCommand,
  EnableKeyRotationCommand,
  KMSClient,
} from '@aws-sdk/client-kms';
import {
  PutBucketCorsCommand,
  PutBucketEncryptionCommand,
  PutBucketLoggingCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ClientSettings, LocalAws } from '#infra/local/local-aws.ts';
import { instances } from '#infra/local/scenarios/contact-center/instances.ts';
import { people } from '#infra/local/scenarios/contact-center/people.ts';
import { contactCenter } from '#infra/local/scenarios/contact-center.ts';
import { createBucket } from '#infra/local/services/s3/buckets.ts';
import { bucketConfigurationPort } from '#shared/aws/bucket-configuration.ts';
import { connectPort } from '#shared/aws/connect.ts';
import { deliveryStreamPort } from '#shared/aws/firehose.ts';
import { streamPort } from '#shared/aws/kinesis.ts';
import { keyPort } from '#shared/aws/kms.ts';
import { principalPoliciesPort } from '#shared/aws/principal-policies.ts';
import { type Arn, isArn } from '#shared/connect/arn.ts';

/** The adapters of what Connect's storage names, on the embedded AWS. */
let aws: LocalAws;
let root: ClientSettings;
let key: Arn;
const { account, partition, region } = contactCenter.home;
const bucket = 'adapters-under-test';
const stream: Arn = `arn:${partition}:kinesis:${region}:${account}:stream/adapters`;

const arn = (text: string | undefined): Arn => {
  if (text === undefined || !isArn(text)) throw new Error(`no ARN: ${text}`);
  return text;
};
const denied = (action: string) => ({ state: 'unreadable', why: { action } });

beforeAll(async () => {
  aws = await LocalAws.start({ home: contactCenter.home, throttles: 'off' });
  contactCenter.seed(aws.world);
  await aws.world.events.idle();
  root = aws.clientFor(`arn:${partition}:iam::${account}:root`);
  createBucket(aws.world, aws.home, { name: bucket });
  const { KeyMetadata } = await new KMSClient(root).send(new CreateKeyCommand({}));
  key = arn(KeyMetadata?.Arn);
  await new KMSClient(root).send(
    new CreateAliasCommand({ AliasName: 'alias/adapters', TargetKeyId: key }),
  );
  await new KinesisClient(root).send(
    new CreateStreamCommand({ StreamName: 'adapters', ShardCount: 1 }),
  );
  await aws.world.events.idle();
});
afterAll(() => aws.close());

describe('keys', () => {
  const keys = (settings = root) => keyPort(new KMSClient(settings));

  it('are one key under all of their names', async () => {
    const id = key.split('/').at(-1) ?? '';
    const alias = `arn:${partition}:kms:${region}:${account}:alias/adapters`;
    for (const name of [key, id, 'alias/adapters', alias]) {
      expect(await keys().describe(name)).toMatchObject({
        state: 'known',
        value: { arn: key, account, manager: 'CUSTOMER', state: 'Enabled', origin: 'AWS_KMS' },
      });
    }
    expect(await keys().describe('alias/nobody')).toEqual({ state: 'absent' });
    expect(await keys(aws.clientFor(people.analyst)).describe(key)).toMatchObject(
      denied('kms:DescribeKey'),
    );
  });

  it('tell their policy, their grants and whether they rotate', async () => {
    const policy = await keys().policy(key);
    expect(policy.state === 'known' && JSON.parse(policy.value)).toHaveProperty('Statement');
    expect(await keys().grants(key)).toEqual({ state: 'known', value: [] });
    await new KMSClient(root).send(
      new CreateGrantCommand({
        KeyId: key,
        GranteePrincipal: instances.support.role,
        Operations: ['GenerateDataKey', 'Decrypt'],
        Constraints: { EncryptionContextSubset: { 'aws:kinesis:arn': stream } },
      }),
    );
    expect(await keys().grants(key)).toEqual({
      state: 'known',
      value: [
        {
          id: expect.any(String),
          grantee: instances.support.role,
          operations: ['GenerateDataKey', 'Decrypt'],
          constraints: { subset: { 'aws:kinesis:arn': stream } },
        },
      ],
    });
    expect(await keys().rotation(key)).toMatchObject({ state: 'known', value: { enabled: false } });
    await new KMSClient(root).send(new EnableKeyRotationCommand({ KeyId: key }));
    expect(await keys().rotation(key)).toMatchObject({ state: 'known', value: { enabled: true } });
  });
});

describe('streams', () => {
  const streams = (settings = root) => streamPort(new KinesisClient(settings));

  it('tell their key, as it was named', async () => {
    expect(await streams().describe(stream)).toEqual({
      state: 'known',
      value: { arn: stream, name: 'adapters', encryptionType: 'NONE' },
    });
    await new KinesisClient(root).send(
      new StartStreamEncryptionCommand({
        StreamARN: stream,
        EncryptionType: 'KMS',
        KeyId: 'alias/adapters',
      }),
    );
    await aws.world.events.idle();
    expect(await streams().describe(stream)).toMatchObject({
      state: 'known',
      value: { encryptionType: 'KMS', key: 'alias/adapters' },
    });
    expect(await streams().describe(`${stream}-of-nobody`)).toEqual({ state: 'absent' });
    expect(await streams(aws.clientFor(people.analyst)).describe(stream)).toMatchObject(
      denied('kinesis:DescribeStreamSummary'),
    );
  });
});

describe('delivery streams', () => {
  const deliveries = (settings = root) => deliveryStreamPort(new FirehoseClient(settings));
  let role: Arn;
  const create = (name: string, more: Partial<CreateDeliveryStreamCommandInput>) =>
    new FirehoseClient(root).send(
      new CreateDeliveryStreamCommand({
        DeliveryStreamName: name,
        ExtendedS3DestinationConfiguration: {
          BucketARN: `arn:${partition}:s3:::${bucket}`,
          RoleARN: role,
          Prefix: 'records/',
          EncryptionConfiguration: { KMSEncryptionConfig: { AWSKMSKeyARN: key } },
        },
        ...more,
      }),
    );
  beforeAll(async () => {
    const trust = {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'firehose.amazonaws.com' },
          Action: 'sts:AssumeRole',
        },
      ],
    };
    const { Role } = await new IAMClient(root).send(
      new CreateRoleCommand({
        RoleName: 'delivers',
        AssumeRolePolicyDocument: JSON.stringify(trust),
      }),
    );
    role = arn(Role?.Arn);
    await new IAMClient(root).send(
      new PutRolePolicyCommand({
        RoleName: 'delivers',
        PolicyName: 'All',
        PolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: ['kinesis:*', 's3:*', 'kms:*'], Resource: '*' }],
        }),
      }),
    );
    await create('reads-a-stream', {
      DeliveryStreamType: 'KinesisStreamAsSource',
      KinesisStreamSourceConfiguration: { KinesisStreamARN: stream, RoleARN: role },
    });
    await create('takes-puts', { DeliveryStreamType: 'DirectPut' });
    await aws.world.events.idle();
  });

  it('are listed by type', async () => {
    const all = await deliveries().names();
    expect(all).toMatchObject({ state: 'known' });
    expect(all.state === 'known' && all.value).toEqual(
      expect.arrayContaining(['reads-a-stream', 'takes-puts']),
    );
    const readers = await deliveries().names('KinesisStreamAsSource');
    expect(readers.state === 'known' && readers.value).toContain('reads-a-stream');
    expect(readers.state === 'known' && readers.value).not.toContain('takes-puts');
    expect(await deliveries(aws.clientFor(people.analyst)).names()).toMatchObject(
      denied('firehose:ListDeliveryStreams'),
    );
  });

  it('tell what they read and where they deliver, each bucket once', async () => {
    expect(await deliveries().describe('reads-a-stream')).toEqual({
      state: 'known',
      value: {
        arn: `arn:${partition}:firehose:${region}:${account}:deliverystream/reads-a-stream`,
        name: 'reads-a-stream',
        type: 'KinesisStreamAsSource',
        source: { stream, role },
        encryption: { status: 'DISABLED' },
        destinations: [{ type: 'ExtendedS3', bucket, role, prefix: 'records/', key }],
      },
    });
    expect(await deliveries().describe('nobody')).toEqual({ state: 'absent' });
  });
});

describe('the configuration of a bucket', () => {
  const configuration = (settings = root) =>
    bucketConfigurationPort(new S3Client(settings), account);

  it('is absent only where S3 says that there is none', async () => {
    expect(await configuration().cors(bucket)).toEqual({ state: 'absent' });
    expect(await configuration().versioning(bucket)).toEqual({ state: 'absent' });
    expect(await configuration().logging(bucket)).toEqual({ state: 'absent' });
    expect(await configuration().tags(bucket)).toEqual({ state: 'absent' });
    expect(await configuration().publicAccessBlock(bucket)).toMatchObject({
      value: { blockPublicPolicy: true },
    });
    expect(await configuration().objectOwnership(bucket)).toEqual({
      state: 'known',
      value: 'BucketOwnerEnforced',
    });
    expect(await configuration().encryption(bucket)).toEqual({
      state: 'known',
      value: { algorithm: 'AES256' },
    });
    for (const read of Object.values(configuration(aws.clientFor(people.analyst)))) {
      expect(await read(bucket)).toMatchObject({ state: 'unreadable' });
      expect(await read('no-such-bucket-anywhere')).toMatchObject({ state: 'unreadable' });
    }
  });

  it('is told as it was put', async () => {
    const s3 = new S3Client(root);
    await s3.send(
      new PutBucketEncryptionCommand({
        Bucket: bucket,
        ServerSideEncryptionConfiguration: {
          Rules: [
            {
              ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key },
            },
          ],
        },
      }),
    );
    await s3.send(
      new PutBucketCorsCommand({
        Bucket: bucket,
        CORSConfiguration: {
          CORSRules: [
            { AllowedOrigins: ['https://acme.my.connect.aws'], AllowedMethods: ['GET', 'PUT'] },
          ],
        },
      }),
    );
    await s3.send(
      new PutBucketVersioningCommand({
        Bucket: bucket,
        VersioningConfiguration: { Status: 'Enabled' },
      }),
    );
    await s3.send(
      new PutBucketTaggingCommand({
        Bucket: bucket,
        Tagging: { TagSet: [{ Key: 'connect-storage-guard:exception', Value: 'migration' }] },
      }),
    );
    await s3.send(
      new PutBucketLoggingCommand({
        Bucket: bucket,
        BucketLoggingStatus: { LoggingEnabled: { TargetBucket: bucket, TargetPrefix: 'logs/' } },
      }),
    );
    expect(await configuration().encryption(bucket)).toMatchObject({
      value: { algorithm: 'aws:kms', key },
    });
    expect(await configuration().cors(bucket)).toMatchObject({
      value: [
        {
          allowedOrigins: ['https://acme.my.connect.aws'],
          allowedMethods: ['GET', 'PUT'],
          allowedHeaders: [],
        },
      ],
    });
    expect(await configuration().versioning(bucket)).toMatchObject({ value: 'Enabled' });
    expect(await configuration().tags(bucket)).toMatchObject({
      value: { 'connect-storage-guard:exception': 'migration' },
    });
    expect(await configuration().logging(bucket)).toMatchObject({
      value: { targetBucket: bucket, targetPrefix: 'logs/' },
    });
  });
});

describe('what a principal is allowed', () => {
  const policies = (settings = root) => principalPoliciesPort(new IAMClient(settings), account);
  const document = (action: string) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }],
    });

  it('is all of its policies, and its boundary', async () => {
    const iam = new IAMClient(root);
    const managed = async (name: string, action: string) => {
      const { Policy } = await iam.send(
        new CreatePolicyCommand({ PolicyName: name, PolicyDocument: document(action) }),
      );
      return Policy?.Arn ?? '';
    };
    const boundary = await managed('limit', 's3:*');
    const attached = await managed('attached', 's3:GetObject');
    const { User } = await iam.send(
      new CreateUserCommand({ UserName: 'bob', PermissionsBoundary: boundary }),
    );
    await iam.send(new AttachUserPolicyCommand({ UserName: 'bob', PolicyArn: attached }));
    await iam.send(
      new PutUserPolicyCommand({
        UserName: 'bob',
        PolicyName: 'own',
        PolicyDocument: document('s3:PutObject'),
      }),
    );
    const bob = arn(User?.Arn);
    const found = await policies().effectivePolicies(bob);
    expect(found).toMatchObject({
      state: 'known',
      value: {
        principal: { arn: bob, id: User?.UserId },
        identity: [{ name: 'bob/own' }, { name: attached }],
        boundary: { name: boundary },
      },
    });
    const [own] = found.state === 'known' ? found.value.identity : [];
    expect(JSON.parse(own?.document ?? '')).toEqual(JSON.parse(document('s3:PutObject')));
    expect(await policies(aws.clientFor(people.analyst)).effectivePolicies(bob)).toMatchObject(
      denied('iam:GetUser'),
    );
  });

  it('is told of roles, of nobody, and never of another account', async () => {
    expect(await policies().effectivePolicies(arn(people.administrator))).toMatchObject({
      state: 'known',
      value: { principal: { arn: people.administrator } },
    });
    const nobody: Arn = `arn:${partition}:iam::${account}:role/Nobody`;
    expect(await policies().effectivePolicies(nobody)).toEqual({ state: 'absent' });
    const stranger: Arn = `arn:${partition}:iam::444455556666:role/Stranger`;
    expect(await policies().effectivePolicies(stranger)).toMatchObject({
      why: { code: 'OtherAccount' },
    });
  });
});

describe('an attribute of an instance', () => {
  const connect = () => connectPort(new ConnectClient(root), async () => {});
  const instance: Arn = `arn:${partition}:connect:${region}:${account}:instance/${instances.support.id}`;

  it('is told, and absent where AWS does not know it', async () => {
    expect(await connect().attribute(instance, 'CONTACTFLOW_LOGS')).toMatchObject({
      state: 'known',
      value: expect.stringMatching(/^(true|false)$/),
    });
    expect(await connect().attribute(instance, 'TELEPATHY')).toEqual({ state: 'absent' });
  });
});
