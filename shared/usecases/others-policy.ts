import { changeKept } from '#shared/connect/correlation.ts';
import type { Deployment } from '#shared/connect/deployment.ts';
import { instantAt, isJsonObject, objectAt, optional, textAt } from '#shared/connect/json-shape.ts';
import { bucketNameAt } from '#shared/connect/names.ts';
import { keptDigest } from '#shared/policy/digest.ts';
import type { StatePort } from '#shared/ports.ts';
import { backupKey, backupOfOthers, type Writer } from '#shared/remediation/backup.ts';
import { isReceipted, receiptPrefix } from '#shared/remediation/receipt.ts';
import { callerIn } from './caller-in.ts';

/** A policy that somebody wrote, as CloudTrail tells it. */
export interface PolicyWrite {
  readonly bucket: string;
  /** Of the same meaning as what was sent, not byte for byte; `null`: deleted. */
  readonly policy: string | null;
  readonly writer: Writer;
}

/**
 * Keeps the policy that a management event tells of as a backup of its own, unless the guard wrote
 * it: so whatever the guard overwrites meanwhile is not lost. Telling it twice changes nothing.
 * @returns the key of the backup; undefined when there was nothing to keep
 * @throws InvalidDocument naming the path of the first fault.
 */
export async function keepOthersPolicy(
  state: StatePort,
  deployment: Deployment,
  event: unknown,
): Promise<string | undefined> {
  const write = policyWrite(event, deployment);
  if (write === undefined || write.writer.arn === deployment.remediatorRole) return undefined;
  if (await isOurs(state, write)) return undefined;
  const backup = backupOfOthers(write, deployment, write.writer);
  const key = backupKey(backup);
  await state.write(key, `${JSON.stringify(backup, null, 2)}\n`, { ifMatch: null });
  return key;
}

/**
 * As {@link keepOthersPolicy}, once `work` on the same event has ended: also when it fails, for the
 * event may never come again; not when it finds that the event is of no bucket of Connect's.
 * @throws what `work` throws, and InvalidDocument.
 */
export async function keepOthersPolicyAfter<T extends { readonly status: string }>(
  work: Promise<T>,
  ...kept: Parameters<typeof keepOthersPolicy>
): Promise<{ readonly outcome: T; readonly kept: ReturnType<typeof changeKept> }> {
  try {
    const outcome = await work;
    const unrelated = outcome.status === 'UNRELATED';
    return { outcome, kept: changeKept(unrelated ? undefined : await keepOthersPolicy(...kept)) };
  } catch (error) {
    await keepOthersPolicy(...kept);
    throw error;
  }
}

/** A person may have the guard write with their own credentials: that has a backup and a receipt. */
async function isOurs(state: StatePort, { bucket, policy, writer }: PolicyWrite): Promise<boolean> {
  const receipts = await state.list(receiptPrefix(bucket));
  if (receipts.state !== 'known') return false;
  return isReceipted(receipts.value, { takenAt: writer.at, digestAfter: keptDigest(policy) });
}

/** @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html */
function policyWrite(event: unknown, place: Deployment): PolicyWrite | undefined {
  const detail = isJsonObject(event) && isJsonObject(event.detail) ? event.detail : {};
  const { eventSource, eventName, errorCode } = detail;
  const put = eventName === 'PutBucketPolicy';
  if (eventSource !== 's3.amazonaws.com' || errorCode !== undefined) return undefined;
  if (!put && eventName !== 'DeleteBucketPolicy') return undefined;
  const parameters = objectAt(detail.requestParameters, 'detail.requestParameters');
  const { bucketName, bucketPolicy } = parameters;
  // CloudTrail leaves out what is too long for it.
  if (put && bucketPolicy === undefined) return undefined;
  return {
    bucket: bucketNameAt(bucketName, 'detail.requestParameters.bucketName'),
    policy: put ? textOf(bucketPolicy) : null,
    writer: {
      arn: callerIn(detail, place),
      ...optional('userAgent', given(detail.userAgent)),
      ...optional('sourceIp', given(detail.sourceIPAddress)),
      eventId: textAt(detail.eventID, 'detail.eventID'),
      at: instantAt(detail.eventTime, 'detail.eventTime'),
    },
  };
}

const textOf = (policy: unknown): string =>
  typeof policy === 'string' ? policy : JSON.stringify(policy);

const given = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
