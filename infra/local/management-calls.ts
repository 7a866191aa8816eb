import type { AccessCheck, AwsError, Call } from './service.ts';

/** A call that changed something, or was to: what CloudTrail logs as a management event. */
export interface ManagementCall {
  readonly call: Call;
  /** What it was checked on. Empty when it failed before. */
  readonly checks: readonly AccessCheck[];
  readonly output?: Readonly<Record<string, unknown>>;
  readonly error?: AwsError;
}

/** CloudTrail calls these read-only, whatever their names. */
const reads = /^(Get|List|Describe|Head|Lookup|Search|Simulate|Select|BatchGet)/;
const others: Readonly<Record<string, RegExp>> = {
  kms: /^(Encrypt|Decrypt|GenerateDataKey|ReEncrypt|Sign|Verify)/,
  sts: /./,
  // Data events: a trail has them only when it is told to.
  s3: /Object|Multipart|UploadPart/,
  kinesis: /^PutRecord/,
  firehose: /^PutRecord/,
  lambda: /^Invoke/,
};
const bucketsAfterAll = /^(Put|Delete)ObjectLockConfiguration$/;

/** Whether EventBridge is told of an operation: management events that are not read-only. */
export const isManagementWrite = (service: string, operation: string): boolean =>
  bucketsAfterAll.test(operation) ||
  !(reads.test(operation) || others[service]?.test(operation) === true);
