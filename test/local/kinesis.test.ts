import {
  CreateStreamCommand,
  DeleteResourcePolicyCommand,
  DeleteStreamCommand,
  DescribeStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  KMSAccessDeniedException,
  KMSDisabledException,
  LimitExceededException,
  ListStreamsCommand,
  PutRecordCommand,
  PutRecordsCommand,
  PutResourcePolicyCommand,
  ResourceInUseException,
  ResourceNotFoundException,
  StartStreamEncryptionCommand,
  StopStreamEncryptionCommand,
} from '@aws-sdk/client-kinesis';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { VirtualClock } from '#infra/local/clock.ts';
import type { LocalEvents } from '#infra/local/events.ts';
import { LocalAws } from '#infra/local/local-aws.ts';
import { createStream } from '#infra/local/services/kinesis/state.ts';
import { createGrant, createKey, type Key } from '#infra/local/services/kms/state.ts';
import { allow, home, startS3 } from './s3-callers.ts';

let s3: Awaited<ReturnType<typeof startS3>>;
let admin: KinesisClient;
const changed: LocalEvents['resource-changed'][] = [];

beforeAll(async () => {
  s3 = await startS3();
  admin = clientOf(s3.admin.arn);
  s3.world.events.on('resource-changed', (event) => {
    if (event.resourceType === 'AWS::Kinesis::Stream') changed.push(event);
  });
});
afterAll(async () => {
  admin.destroy();
  await s3.aws.close();
});

const clientOf = (arn: string) => new KinesisClient({ ...s3.aws.clientFor(arn), maxAttempts: 1 });

async function readAll(client: KinesisClient, name: string): Promise<string[]> {
  const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamName: name }));
  const texts: string[] = [];
  for (const { ShardId } of StreamDescription?.Shards ?? []) {
    const { ShardIterator } = await client.send(
      new GetShardIteratorCommand({
        StreamName: name,
        ShardId,
        ShardIteratorType: 'TRIM_HORIZON',
      }),
    );
    const { Records = [] } = await client.send(new GetRecordsCommand({ ShardIterator }));
    texts.push(...Records.map(({ Data }) => Buffer.from(Data ?? []).toString()));
  }
  return texts;
}

const put = (client: KinesisClient, name: string, text: string) =>
  client.send(
    new PutRecordCommand({ StreamName: name, PartitionKey: text, Data: Buffer.from(text) }),
  );

describe('a data stream', () => {
  it('is created, described, listed and deleted by the SDK as it is, over HTTP/2', async () => {
    await admin.send(new CreateStreamCommand({ StreamName: 'records', ShardCount: 2 }));
    const named = { StreamName: 'records' };
    const { StreamDescriptionSummary } = await admin.send(new DescribeStreamSummaryCommand(named));
    expect(StreamDescriptionSummary).toMatchObject({
      StreamARN: 'arn:aws:kinesis:eu-central-1:111122223333:stream/records',
      StreamStatus: 'ACTIVE',
      OpenShardCount: 2,
      EncryptionType: 'NONE',
      StreamModeDetails: { StreamMode: 'PROVISIONED' },
    });
    expect(StreamDescriptionSummary?.KeyId).toBeUndefined();
    await expect(admin.send(new CreateStreamCommand(named))).rejects.toThrow(
      ResourceInUseException,
    );
    createStream(s3.world, home, { name: 'another' });
    const first = await admin.send(new ListStreamsCommand({ Limit: 1 }));
    expect(first).toMatchObject({ StreamNames: ['another'], HasMoreStreams: true });
    const rest = await admin.send(new ListStreamsCommand({ NextToken: first.NextToken }));
    expect(rest).toMatchObject({ StreamNames: ['records'], HasMoreStreams: false });
    await admin.send(new DeleteStreamCommand(named));
    await expect(admin.send(new DescribeStreamSummaryCommand(named))).rejects.toThrow(
      ResourceNotFoundException,
    );
    await s3.world.events.idle();
    expect(
      changed.filter(({ resourceId }) => resourceId === 'records').map(({ change }) => change),
    ).toEqual(['discovered', 'deleted']);
  });

  it('keeps records in their order and gives them to whoever reads from a position', async () => {
    createStream(s3.world, home, { name: 'ordered' });
    const { SequenceNumber } = await put(admin, 'ordered', 'one');
    await admin.send(
      new PutRecordsCommand({
        StreamName: 'ordered',
        Records: ['two', 'three'].map((text) => ({ PartitionKey: text, Data: Buffer.from(text) })),
      }),
    );
    expect(await readAll(admin, 'ordered')).toEqual(['one', 'two', 'three']);
    const { ShardIterator } = await admin.send(
      new GetShardIteratorCommand({
        StreamName: 'ordered',
        ShardId: 'shardId-000000000000',
        ShardIteratorType: 'AFTER_SEQUENCE_NUMBER',
        StartingSequenceNumber: SequenceNumber,
      }),
    );
    const page = await admin.send(new GetRecordsCommand({ ShardIterator, Limit: 1 }));
    expect(page.Records?.map(({ Data }) => Buffer.from(Data ?? []).toString())).toEqual(['two']);
    const next = await admin.send(new GetRecordsCommand({ ShardIterator: page.NextShardIterator }));
    expect(next.Records).toHaveLength(1);
  });

  it('lets in whom its resource policy allows', async () => {
    const { arn } = createStream(s3.world, home, { name: 'shared' });
    const nobody = s3.role('NoPolicies', allow('sts:GetCallerIdentity'));
    const client = clientOf(nobody.arn);
    await expect(put(client, 'shared', 'x')).rejects.toThrow('not authorized to perform');
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: nobody.arn },
          Action: 'kinesis:PutRecord',
          Resource: arn,
        },
      ],
    });
    await admin.send(new PutResourcePolicyCommand({ ResourceARN: arn, Policy }));
    await put(client, 'shared', 'x');
    await admin.send(new DeleteResourcePolicyCommand({ ResourceARN: arn }));
    await expect(put(client, 'shared', 'x')).rejects.toThrow('not authorized to perform');
    client.destroy();
  });
});

describe('an encrypted data stream', () => {
  const keyFor = (use: object): Key =>
    createKey(s3.world, home, {
      policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: { AWS: s3.admin.arn }, Action: 'kms:*', Resource: '*' },
          use,
        ],
      }),
    });

  it('needs kms:GenerateDataKey of who writes and kms:Decrypt of who reads, through Kinesis and for this stream', async () => {
    const { arn } = createStream(s3.world, home, { name: 'secret' });
    const writer = s3.role('Writer', allow(['kinesis:*', 'kms:*']));
    const key = keyFor({
      Effect: 'Allow',
      Principal: { AWS: writer.arn },
      Action: 'kms:GenerateDataKey',
      Resource: '*',
      Condition: {
        StringEquals: {
          'kms:ViaService': 'kinesis.eu-central-1.amazonaws.com',
          'kms:EncryptionContext:aws:kinesis:arn': arn,
        },
      },
    });
    const encryption = { StreamName: 'secret', EncryptionType: 'KMS', KeyId: key.arn } as const;
    await admin.send(new StartStreamEncryptionCommand(encryption));
    const { StreamDescriptionSummary } = await admin.send(
      new DescribeStreamSummaryCommand({ StreamName: 'secret' }),
    );
    expect(StreamDescriptionSummary).toMatchObject({ EncryptionType: 'KMS', KeyId: key.arn });
    const client = clientOf(writer.arn);
    expect(await put(client, 'secret', 'x')).toMatchObject({ EncryptionType: 'KMS' });
    await expect(readAll(client, 'secret')).rejects.toThrow(KMSAccessDeniedException);
    expect(await readAll(admin, 'secret')).toEqual(['x']);
    createGrant(s3.world, key, { grantee: writer.arn, operations: ['Decrypt'] });
    expect(await readAll(client, 'secret')).toEqual(['x']);
    client.destroy();
  });

  it('shows its key as it was given, and keeps what is written after the key is gone unread', async () => {
    const key = createKey(s3.world, home, { alias: 'alias/streams' });
    createStream(s3.world, home, { name: 'aliased' });
    const given = { StreamName: 'aliased', EncryptionType: 'KMS', KeyId: 'alias/streams' } as const;
    await admin.send(new StartStreamEncryptionCommand(given));
    const { StreamDescriptionSummary } = await admin.send(
      new DescribeStreamSummaryCommand({ StreamName: 'aliased' }),
    );
    expect(StreamDescriptionSummary?.KeyId).toBe('alias/streams');
    await put(admin, 'aliased', 'before');
    key.state = 'Disabled';
    await expect(put(admin, 'aliased', 'x')).rejects.toThrow(KMSDisabledException);
    await admin.send(new StopStreamEncryptionCommand(given));
    await put(admin, 'aliased', 'plain');
    await expect(readAll(admin, 'aliased')).rejects.toThrow(KMSDisabledException);
    key.state = 'Enabled';
    expect(await readAll(admin, 'aliased')).toEqual(['before', 'plain']);
  });

  it('takes the key that AWS manages for everybody who may write to the stream', async () => {
    createStream(s3.world, home, { name: 'managed', key: 'alias/aws/kinesis' });
    const writer = s3.role('StreamWriter', allow('kinesis:*'));
    const client = clientOf(writer.arn);
    await put(client, 'managed', 'x');
    expect(await readAll(client, 'managed')).toEqual(['x']);
    client.destroy();
  });
});

it('throttles DescribeStreamSummary at 20 a second, and nothing else with it', async () => {
  const clock = new VirtualClock();
  const aws = await LocalAws.start({ home, clock });
  createStream(aws.world, home, { name: 'busy' });
  const root = `arn:aws:iam::${home.account}:root`;
  const client = new KinesisClient({ ...aws.clientFor(root), maxAttempts: 1 });
  const describeIt = () => client.send(new DescribeStreamSummaryCommand({ StreamName: 'busy' }));
  for (let call = 0; call < 20; call += 1) await describeIt();
  await expect(describeIt()).rejects.toThrow(LimitExceededException);
  await put(client, 'busy', 'x');
  clock.advance(1000);
  await describeIt();
  client.destroy();
  await aws.close();
});

it('closes although a client keeps its HTTP/2 connection', async () => {
  const aws = await LocalAws.start({ home });
  const client = new KinesisClient(aws.clientFor(`arn:aws:iam::${home.account}:root`));
  expect((await client.send(new ListStreamsCommand({}))).StreamNames).toEqual([]);
  await aws.close();
  await expect(client.send(new ListStreamsCommand({}))).rejects.toThrow();
  client.destroy();
});
