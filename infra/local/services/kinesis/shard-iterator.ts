import type { GetShardIteratorInput } from '@aws-sdk/client-kinesis';
import { AwsError } from '../../service.ts';
import type { Shard } from './state.ts';

/** Where a reader stands: after the record of that sequence, 0 before the first. */
export interface ShardPosition {
  /** The stream's ARN. */
  readonly stream: string;
  readonly shard: string;
  readonly after: number;
}

export const iteratorText = ({ stream, shard, after }: ShardPosition): string =>
  Buffer.from([stream, shard, after].join(' ')).toString('base64');

/** @throws AwsError `InvalidArgumentException` for an iterator that was not given out. */
export function iteratorOf(text: string | undefined): ShardPosition {
  const [stream, shard, after] = Buffer.from(text ?? '', 'base64')
    .toString()
    .split(' ');
  if (stream?.startsWith('arn:') && shard !== undefined && /^\d+$/.test(after ?? '')) {
    return { stream, shard, after: Number(after) };
  }
  throw new AwsError('InvalidArgumentException', 'Invalid ShardIterator.');
}

/** The sequence after which an iterator of this type begins. @throws AwsError `InvalidArgumentException`. */
export function positionOf({ records }: Shard, input: GetShardIteratorInput): number {
  const last = records.at(-1)?.sequence ?? 0;
  const given = Number((input.StartingSequenceNumber ?? '').replace(/^49/, '') || Number.NaN);
  switch (input.ShardIteratorType) {
    case 'TRIM_HORIZON':
      return 0;
    case 'LATEST':
      return last;
    case 'AT_SEQUENCE_NUMBER':
    case 'AFTER_SEQUENCE_NUMBER':
      if (!Number.isInteger(given)) {
        throw new AwsError('InvalidArgumentException', 'StartingSequenceNumber is not valid');
      }
      return input.ShardIteratorType === 'AT_SEQUENCE_NUMBER' ? given - 1 : given;
    case 'AT_TIMESTAMP': {
      const { Timestamp: from } = input;
      if (!from) throw new AwsError('InvalidArgumentException', 'Timestamp is required');
      return (records.find(({ arrived }) => arrived >= from)?.sequence ?? last + 1) - 1;
    }
    default:
      throw new AwsError(
        'ValidationException',
        `ShardIteratorType ${input.ShardIteratorType} is not valid`,
      );
  }
}
