import { randomUUID } from 'node:crypto';
import type { Json, JsonObject } from '../../cloudformation/json.ts';
import type { ManagementCall } from '../../management-calls.ts';
import type { Call, Caller } from '../../service.ts';
import type { Scope } from '../../world.ts';

/** Where the events of services without a region appear. */
const homeRegions: Readonly<Record<string, string>> = {
  aws: 'us-east-1',
  'aws-cn': 'cn-north-1',
  'aws-us-gov': 'us-gov-west-1',
};

/** CloudTrail's names of operations that are not called as their API is. */
const names: Readonly<Record<string, string>> = {
  's3:PutPublicAccessBlock': 'PutBucketPublicAccessBlock',
  's3:DeletePublicAccessBlock': 'DeleteBucketPublicAccessBlock',
  's3:PutBucketLifecycleConfiguration': 'PutBucketLifecycle',
  's3:PutBucketNotificationConfiguration': 'PutBucketNotification',
  'lambda:AddPermission': 'AddPermission20150331v2',
  'lambda:RemovePermission': 'RemovePermission20150331v2',
};

/** The region that CloudTrail logs a call in. */
export const loggedRegion = ({ service, scope }: Call): string =>
  service === 'iam' ? (homeRegions[scope.partition] ?? scope.region) : scope.region;

/**
 * A management call as EventBridge tells of it.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference.html
 */
export function cloudTrailEvent(
  { call, checks, output, error }: ManagementCall,
  recipient: Pick<Scope, 'account' | 'region'>,
): JsonObject {
  const { service, operation, caller, world, requestId } = call;
  const time = `${world.clock.now().toISOString().slice(0, 19)}Z`;
  const types: Readonly<Record<string, string>> = { s3: 'AWS::S3::Bucket', kms: 'AWS::KMS::Key' };
  const type = types[service];
  const resources = checks.filter(({ action }) => type && action.startsWith(`${service}:`));
  const arns = new Map(
    resources.map(({ resource, resourceAccount }) => [resource, resourceAccount]),
  );
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'AWS API Call via CloudTrail',
    source: `aws.${service}`,
    account: recipient.account,
    time,
    region: recipient.region,
    resources: [],
    detail: {
      eventVersion: '1.11',
      userIdentity: identityOf(caller, time),
      eventTime: time,
      eventSource: `${service}.amazonaws.com`,
      eventName: names[`${service}:${operation}`] ?? operation,
      awsRegion: recipient.region,
      sourceIPAddress: caller.kind === 'service' ? (caller.arn ?? '') : '127.0.0.1',
      userAgent: call.headers['user-agent'] ?? caller.arn ?? '',
      ...(error && { errorCode: error.code, errorMessage: error.message }),
      requestParameters: requestParameters(call),
      responseElements: error || !output ? null : responseElements(call, output),
      requestID: requestId,
      eventID: randomUUID(),
      readOnly: false,
      ...(arns.size > 0 && {
        resources: [...arns].map(([ARN, accountId]) => ({ accountId, type: type ?? '', ARN })),
      }),
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: recipient.account,
      eventCategory: 'Management',
    },
  };
}

function identityOf(caller: Caller, time: string): JsonObject {
  const { kind, arn = '', account = '', userId = '', sessionName = '' } = caller;
  const [, partition = ''] = arn.split(':');
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  switch (kind) {
    case 'service':
      return { type: 'AWSService', invokedBy: arn };
    case 'anonymous':
      return { type: 'AWSAccount', principalId: '', accountId: 'ANONYMOUS_PRINCIPAL' };
    case 'root':
      return { type: 'Root', principalId: account, arn, accountId: account };
    case 'user':
      return { type: 'IAMUser', principalId: userId, arn, accountId: account, userName: name };
    case 'role':
      return {
        type: 'AssumedRole',
        principalId: userId,
        arn: `arn:${partition}:sts::${account}:assumed-role/${name}/${sessionName}`,
        accountId: account,
        sessionContext: {
          sessionIssuer: {
            type: 'Role',
            principalId: userId.split(':')[0] ?? '',
            arn,
            accountId: account,
            userName: name,
          },
          attributes: { creationDate: time, mfaAuthenticated: 'false' },
        },
      };
  }
}

/** Amazon Connect's events show the members of its API as they are; others begin in lower case. */
const keepsNames = ({ service, world }: Call): boolean =>
  service === 'connect' && world.unconfirmed['cloudtrail-spells-connect-like-its-api'];

function requestParameters(call: Call): Json {
  const { service, input, scope } = call;
  const { Bucket: bucket, Policy: policy, ...rest } = input;
  if (service !== 's3' || typeof bucket !== 'string') return spelled(input, keepsNames(call));
  return {
    bucketName: bucket,
    Host: `${bucket}.s3.${scope.region}.amazonaws.com`,
    ...(typeof policy === 'string' && { bucketPolicy: jsonOf(policy), policy: '' }),
    ...(spelled(rest, false) as JsonObject),
  };
}

function responseElements(call: Call, output: Readonly<Record<string, unknown>>): Json {
  if (call.service === 's3') return null;
  const { AccessKey: _secret, ...shown } = output;
  return Object.keys(shown).length === 0 ? null : spelled(shown, keepsNames(call));
}

/** As JSON: blobs are left out, dates are texts, and names begin in lower case unless kept. */
function spelled(value: unknown, keep: boolean): Json {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value;
  }
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((element) => spelled(element, keep));
  if (typeof value !== 'object' || value instanceof Uint8Array) return null;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, element]) => element !== undefined && !(element instanceof Uint8Array))
      .map(([name, element]) => [
        keep ? name : name.charAt(0).toLowerCase() + name.slice(1),
        spelled(element, keep),
      ]),
  );
}

const jsonOf = (text: string): Json => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};
