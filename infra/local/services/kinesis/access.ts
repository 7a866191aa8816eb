import { type AccessCheck, AwsError, type Call, type Operation } from '../../service.ts';
import { keyCheck } from '../kms/access.ts';
import { findKey } from '../kms/key-lookup.ts';
import { type DataStream, dataStreams, streamWithArn } from './state.ts';

/** How an operation names its stream. */
export interface StreamInput {
  readonly StreamName?: string | undefined;
  readonly StreamARN?: string | undefined;
}

const arnNamed = ({ scope, input }: Call<StreamInput>): string =>
  input.StreamARN ??
  `arn:${scope.partition}:kinesis:${scope.region}:${scope.account}:stream/${input.StreamName ?? ''}`;

/** @throws AwsError `ResourceNotFoundException`. */
export function streamOf(call: Call<StreamInput>): DataStream {
  const { world, scope, input } = call;
  const found =
    input.StreamARN === undefined
      ? dataStreams(world, scope).get(input.StreamName ?? '')
      : streamWithArn(world, input.StreamARN);
  if (found) return found;
  const name = arnNamed(call).split('/').at(-1);
  throw new AwsError(
    'ResourceNotFoundException',
    `Stream ${name} under account ${scope.account} not found.`,
  );
}

/** A question to the caller's policies and the stream's, whether there is such a stream or not. */
export function streamCheck(call: Call<StreamInput>, action: string): AccessCheck {
  const arn = arnNamed(call);
  const policy = streamWithArn(call.world, arn)?.policy;
  return {
    action: `kinesis:${action}`,
    resource: arn,
    resourceAccount: arn.split(':')[4] ?? call.scope.account,
    ...(policy !== undefined && { resourcePolicy: policy }),
  };
}

/** An operation on one stream that asks one question. */
export const streamOperation = <Input extends StreamInput>(
  action: string,
  run: (stream: DataStream, call: Call<Input>) => unknown,
): Operation<Input> => ({
  access: (call) => [streamCheck(call, action)],
  run: (call) => run(streamOf(call), call),
});

/**
 * The question that KMS asks before Kinesis may use a stream's key for whoever writes or reads.
 * @throws AwsError `KMSNotFoundException`, `KMSDisabledException`, `KMSInvalidStateException`.
 * @see https://docs.aws.amazon.com/streams/latest/dev/permissions-user-key-KMS.html
 */
export function streamKeyCheck(
  call: Call<object>,
  stream: DataStream,
  reference: string,
  action: 'GenerateDataKey' | 'Decrypt',
): AccessCheck {
  const key = findKey(call.world, stream.scope, reference);
  if (!key) throw new AwsError('KMSNotFoundException', `Key '${reference}' does not exist`);
  if (key.state === 'Disabled') {
    throw new AwsError('KMSDisabledException', `${key.arn} is disabled.`);
  }
  if (key.state !== 'Enabled') {
    throw new AwsError('KMSInvalidStateException', `${key.arn} is ${key.state}.`);
  }
  const check = keyCheck(call, key, action, {
    encryptionContext: { 'aws:kinesis:arn': stream.arn },
    viaService: 'kinesis',
  });
  return { ...check, deniedAs: { code: 'KMSAccessDeniedException', status: 400 } };
}
