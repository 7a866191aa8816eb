import { randomUUID } from 'node:crypto';
import type { Call } from '../../service.ts';
import type { Bucket, ObjectVersion } from './state.ts';

/**
 * Tells EventBridge that an object was written, if the bucket is to.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 */
export function tellObjectCreated(
  { world, caller, requestId }: Call<never>,
  bucket: Bucket,
  { key, body, etag, versionId }: ObjectVersion,
  reason: 'PutObject' | 'CopyObject',
): void {
  const { name, arn, owner, partition, region, configuration } = bucket;
  if (configuration.notification?.EventBridgeConfiguration === undefined) return;
  const event = {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Object Created',
    source: 'aws.s3',
    account: owner,
    time: `${world.clock.now().toISOString().slice(0, 19)}Z`,
    region,
    resources: [arn],
    detail: {
      version: '0',
      bucket: { name },
      object: {
        key,
        size: body.length,
        etag: etag.replaceAll('"', ''),
        ...(versionId !== 'null' && { 'version-id': versionId }),
        sequencer: world.clock.now().getTime().toString(16).toUpperCase().padStart(18, '0'),
      },
      'request-id': requestId,
      requester: caller.kind === 'service' ? (caller.arn ?? '') : (caller.account ?? 'anonymous'),
      'source-ip-address': caller.kind === 'service' ? (caller.arn ?? '') : '127.0.0.1',
      reason,
    },
  };
  world.events.emit('service-told', { scope: { partition, account: owner, region }, event });
}
