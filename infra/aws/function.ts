import { join } from 'node:path';
import { RemovalPolicy } from 'aws-cdk-lib';
import type { CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Parts } from './parts.ts';
import type { AllowStatement } from './role.ts';

interface FunctionProperties {
  /** The prefix of its logical ids. */
  readonly id: string;
  /** `connect-storage-guard-<folder below functions/>`. */
  readonly name: string;
  readonly description: string;
  readonly role: CfnRole;
  readonly timeoutSeconds: number;
  readonly reservedConcurrency?: number;
  /** Environment variables beside those that every function has. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** One Lambda function with its log group, from the bundle of the folder that its name ends in. */
export function guardFunction(parts: Parts, properties: FunctionProperties): CfnFunction {
  const { stack, bundles, deployment, recorderRole, parameters } = parts;
  const { id, name, description, role, timeoutSeconds, reservedConcurrency } = properties;
  const logs = new CfnLogGroup(stack, `${id}Logs`, {
    logGroupName: logGroupName(name),
    retentionInDays: parameters.logRetentionDays.valueAsNumber,
  });
  logs.applyRemovalPolicy(RemovalPolicy.DESTROY);
  const code = new Asset(stack, `${id}Code`, {
    path: join(bundles, name.replace(/^connect-storage-guard-/, '')),
  });
  const lambda = new CfnFunction(stack, `${id}Function`, {
    functionName: name,
    description,
    runtime: 'nodejs24.x',
    architectures: ['arm64'],
    handler: 'index.handler',
    code: { s3Bucket: code.s3BucketName, s3Key: code.s3ObjectKey },
    role: role.attrArn,
    memorySize: 512,
    timeout: timeoutSeconds,
    tracingConfig: { mode: parameters.tracing.valueAsString },
    ...(reservedConcurrency !== undefined && {
      reservedConcurrentExecutions: reservedConcurrency,
    }),
    environment: {
      variables: {
        CONNECT_STORAGE_GUARD_PARTITION: deployment.partition,
        CONNECT_STORAGE_GUARD_ACCOUNT: deployment.account,
        CONNECT_STORAGE_GUARD_RECORDER_ROLE: recorderRole,
        ...properties.variables,
      },
    },
  });
  lambda.addResourceDependency(logs);
  return lambda;
}

export const logGroupName = (functionName: string): string => `/aws/lambda/${functionName}`;

/**
 * Lets Lambda write the logs of these functions, and of no others, and send their traces where the
 * deployment asks for them: Lambda refuses a function with traces whose role may not.
 */
export const writeLogs = (
  { deployment: { partition, region, account }, conditions }: Parts,
  ...functions: readonly string[]
): readonly AllowStatement[] => [
  {
    Sid: 'WriteOwnLogs',
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: functions.map(
      (name) => `arn:${partition}:logs:${region}:${account}:log-group:${logGroupName(name)}:*`,
    ),
  },
  {
    Sid: 'SendTraces',
    Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
    Resource: '*',
    when: conditions.tracingIsActive,
  },
];
