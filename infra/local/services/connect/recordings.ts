import type { World } from '../../world.ts';
import { putMetric } from '../cloudwatch/put-metric.ts';
import { bucketState } from '../s3/state.ts';
import { actAs, associationFor, instanceWithArn } from './acting.ts';
import type { StorageFault } from './state.ts';

export interface RecordedContact {
  readonly contactId: string;
  /** When it began; now unless given. */
  readonly at?: Date;
  /** A WAV file. */
  readonly body?: string | Uint8Array;
}

export type RecordingOutcome =
  | { readonly status: 'uploaded'; readonly bucket: string; readonly key: string }
  /** Counted by CloudWatch's metric `CallRecordingUploadError`. */
  | { readonly status: 'failed'; readonly bucket: string; readonly fault: StorageFault }
  /** The instance records no calls. */
  | { readonly status: 'unassociated' };

/** @see https://docs.aws.amazon.com/connect/latest/adminguide/monitoring-cloudwatch.html */
const uploadErrors = (instanceId: string) => ({
  namespace: 'AWS/Connect',
  name: 'CallRecordingUploadError',
  dimensions: { InstanceId: instanceId, MetricGroup: 'CallRecordings' },
});

/**
 * A recorded call has ended: Connect puts the recording into the bucket of `CALL_RECORDINGS`, as
 * the instance's role and with the association's key.
 * @throws AwsError `ResourceNotFoundException` when there is no such instance.
 */
export async function uploadRecording(
  world: World,
  instanceArn: string,
  { contactId, at = world.clock.now(), body = '' }: RecordedContact,
): Promise<RecordingOutcome> {
  const instance = instanceWithArn(world, instanceArn);
  const place = associationFor(instance, 'CALL_RECORDINGS')?.S3Config;
  if (!place?.BucketName) return { status: 'unassociated' };
  const { BucketName: bucket, BucketPrefix: prefix = '', EncryptionConfig: encryption } = place;
  const [year = '', month = '', day = '', hour, minute] = at.toISOString().split(/[-T:]/);
  const name = `${contactId}_${year}${month}${day}T${hour}:${minute}_UTC.wav`;
  const key = [...(prefix === '' ? [] : [prefix]), year, month, day, name].join('/');
  const region = bucketState(world, instance.scope, bucket)?.region ?? instance.scope.region;
  const input = {
    Bucket: bucket,
    Key: key,
    Body: typeof body === 'string' ? Buffer.from(body) : body,
    ContentType: 'audio/wav',
    ...(encryption && { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: encryption.KeyId }),
  };
  const scope = { ...instance.scope, region };
  const fault = await actAs(world, instance, scope, bucket, ['s3', 'PutObject', input]);
  if (fault) {
    instance.activity.uploadErrors.push(fault);
    putMetric(world, instance.scope, uploadErrors(instance.id), [1]);
    return { status: 'failed', bucket, fault };
  }
  instance.activity.recordingsUploaded += 1;
  return { status: 'uploaded', bucket, key };
}
