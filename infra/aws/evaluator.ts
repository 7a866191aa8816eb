import { type CfnFunction, CfnPermission } from 'aws-cdk-lib/aws-lambda';
import type { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { functionNames } from '#shared/connect/deployment.ts';
import { bucketRules } from '#shared/rules/registry.ts';
import { onFailure, reportFailedEvents } from './dead-letter.ts';
import { guardFunction, writeLogs } from './function.ts';
import type { Parts } from './parts.ts';
import { guardRole } from './role.ts';
import { ruleReadings } from './rule-readings.ts';

export interface Evaluator {
  readonly lambda: CfnFunction;
  /** AWS Config checks it when a rule is created, so rules must depend on it. */
  readonly permission: CfnPermission;
}

/** Judges buckets when AWS Config asks. Reads configuration and the inventory, never Connect. */
export function evaluateBuckets(
  parts: Parts,
  failedEvents: CfnQueue,
  inventory: CfnFunction,
): Evaluator {
  const { stack, deployment } = parts;
  const { partition, region, account } = deployment;
  const role = guardRole(parts, {
    name: 'EvaluateBuckets',
    description:
      'Reads the configuration of the buckets of Amazon Connect and reports to AWS Config',
    service: 'lambda.amazonaws.com',
    statements: [
      ...ruleReadings(parts, bucketRules),
      { Sid: 'ReportEvaluations', Action: 'config:PutEvaluations', Resource: '*' },
      {
        Sid: 'FindWhatIsGone',
        Action: 'config:GetComplianceDetailsByConfigRule',
        Resource: `arn:${partition}:config:${region}:${account}:config-rule/*`,
      },
      {
        Sid: 'AskForAnInventory',
        Action: 'lambda:InvokeFunction',
        Resource: inventory.attrArn,
      },
      reportFailedEvents(failedEvents),
      writeLogs(parts, functionNames.evaluateBuckets),
    ],
  });
  const lambda = guardFunction(parts, {
    id: 'EvaluateBuckets',
    name: functionNames.evaluateBuckets,
    description: 'Judges the buckets of Amazon Connect for AWS Config',
    role,
    timeoutSeconds: 300,
  });
  onFailure(parts, 'EvaluateBuckets', lambda, failedEvents);
  // No source ARN: it would name the rule, which AWS Config creates only after this permission.
  const permission = new CfnPermission(stack, 'EvaluateBucketsConfigPermission', {
    action: 'lambda:InvokeFunction',
    functionName: lambda.ref,
    principal: 'config.amazonaws.com',
    sourceAccount: account,
  });
  return { lambda, permission };
}
