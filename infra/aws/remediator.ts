import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { functionNames } from '#shared/connect/deployment.ts';
import { bucketRules } from '#shared/rules/registry.ts';
import { guardFunction, writeLogs } from './function.ts';
import type { Parts } from './parts.ts';
import { guardRole } from './role.ts';
import { ruleReadings } from './rule-readings.ts';
import { writeState } from './state-bucket.ts';
import { tellPeople } from './topic.ts';

export interface RemediatorFunctions {
  readonly remediate: CfnFunction;
  readonly restore: CfnFunction;
}

/** `aws:invokeLambdaFunction` waits at most 300 s for a function. */
const timeoutSeconds = 290;

/** What the runs keep in the state bucket, beside the exceptions in the settings. */
const written = ['backups/*', 'receipts/*', 'approvals/*', 'locks/*', 'fights/*', 'notices/*'];

/** Remediation and restore: two functions, one role, because every guarded bucket exempts it. */
export function remediator(parts: Parts): RemediatorFunctions {
  const { partition, account } = parts.deployment;
  const role = guardRole(parts, {
    name: 'Remediator',
    description: 'Writes and restores the policies of the buckets of Amazon Connect',
    service: 'lambda.amazonaws.com',
    statements: [
      ...ruleReadings(
        parts,
        bucketRules.filter(({ remediable }) => remediable),
        'backups/*',
        'receipts/*',
        'approvals/*',
        'locks/*',
        'notices/*',
      ),
      {
        Sid: 'LookCloserAtBuckets',
        Action: ['s3:GetBucketPublicAccessBlock', 's3:GetBucketTagging'],
        Resource: `arn:${partition}:s3:::*`,
        Condition: { StringEquals: { 'aws:ResourceAccount': account } },
      },
      {
        Sid: 'WriteBucketPolicies',
        Action: ['s3:PutBucketPolicy', 's3:DeleteBucketPolicy'],
        Resource: `arn:${partition}:s3:::*`,
        Condition: { StringEquals: { 'aws:ResourceAccount': account } },
      },
      ...writeState(parts, 'settings.json', ...written),
      tellPeople(parts),
      ...writeLogs(parts, functionNames.remediateBucketPolicy, functionNames.restoreBucketPolicy),
    ],
  });
  return {
    remediate: guardFunction(parts, {
      id: 'RemediateBucketPolicy',
      name: functionNames.remediateBucketPolicy,
      description:
        'Closes a bucket of Amazon Connect: backs its policy up, replaces and verifies it',
      role,
      timeoutSeconds,
    }),
    restore: guardFunction(parts, {
      id: 'RestoreBucketPolicy',
      name: functionNames.restoreBucketPolicy,
      description: 'Puts a bucket policy back that the guard has replaced',
      role,
      timeoutSeconds,
    }),
  };
}
