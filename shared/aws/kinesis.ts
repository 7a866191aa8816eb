import { DescribeStreamSummaryCommand, KinesisClient } from '@aws-sdk/client-kinesis';
import { isArn } from '#shared/connect/arn.ts';
import { known } from '#shared/connect/fact.ts';
import type { StreamPort } from '#shared/ports.ts';
import { readFact } from './errors.ts';
import { patient } from './patient.ts';

export const kinesisClient = (): KinesisClient => new KinesisClient(patient);

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DescribeStreamSummary.html */
export const streamPort = (client: KinesisClient): StreamPort => ({
  describe: (stream) =>
    readFact('kinesis:DescribeStreamSummary', ['ResourceNotFoundException'], async () => {
      const { StreamDescriptionSummary: summary } = await client.send(
        new DescribeStreamSummaryCommand({ StreamARN: stream }),
      );
      const { StreamARN, StreamName, EncryptionType, KeyId } = summary ?? {};
      if (StreamARN === undefined || !isArn(StreamARN) || !StreamName) {
        throw new Error(`kinesis:DescribeStreamSummary answered no ARN or name for ${stream}`);
      }
      return known({
        arn: StreamARN,
        name: StreamName,
        encryptionType: EncryptionType ?? 'NONE',
        ...(KeyId !== undefined && { key: KeyId }),
      });
    }),
});
