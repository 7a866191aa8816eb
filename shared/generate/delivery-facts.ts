import { type Arn, parseArn } from '#shared/connect/arn.ts';
import { at, InvalidDocument, objectAt, optionalAt } from '#shared/connect/json-shape.ts';
import { bucketNameAt } from '#shared/connect/names.ts';
import { keyArnAt, roleArnAt, streamArnAt } from './administrator-facts.ts';

/** How records get from a stream into a bucket: what the statements of procedure C are made from. */
export interface DeliveryFacts {
  /** The role that the delivery stream works as. */
  readonly role: Arn;
  readonly stream: Arn;
  /** Absent when the stream has no customer-managed key: then none has to be opened. */
  readonly streamKey?: Arn;
  readonly bucket: string;
  /** Absent when the bucket's objects have no customer-managed key. */
  readonly bucketKey?: Arn;
}

const keys = ['role', 'stream', 'streamKey', 'bucket', 'bucketKey'];

/**
 * Reads the facts of `generate key-policy` and `generate delivery-role-policy`.
 * @throws InvalidDocument naming the path of the first fault.
 */
export function parseDeliveryFacts(json: unknown): DeliveryFacts {
  const fields = objectAt(json, '$', keys);
  const stream = streamArnAt(fields.stream, 'stream');
  const { partition } = parseArn(stream);
  const role = roleArnAt(fields.role, 'role');
  if (parseArn(role).partition !== partition) {
    throw new InvalidDocument('role', `must be of partition ${partition}, as the stream is`);
  }
  return {
    role,
    stream,
    ...optionalAt(fields, '$', 'streamKey', keyArnAt),
    bucket: bucketNameAt(fields.bucket, at('$', 'bucket')),
    ...optionalAt(fields, '$', 'bucketKey', keyArnAt),
  };
}
