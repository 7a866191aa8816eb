import { CfnRule } from 'aws-cdk-lib/aws-events';
import { type CfnFunction, CfnPermission } from 'aws-cdk-lib/aws-lambda';
import type { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { functionNames } from '#shared/connect/deployment.ts';
import { onFailure, reportFailedEvents } from './dead-letter.ts';
import { guardFunction, writeLogs } from './function.ts';
import type { Parts } from './parts.ts';
import { guardRole } from './role.ts';
import { readState, writeState } from './state-bucket.ts';

/**
 * Takes the inventory, every six hours and when an evaluator asks. One at a time: Connect grants
 * an account two requests a second.
 */
export function followChanges(parts: Parts, failedEvents: CfnQueue): CfnFunction {
  const { stack, deployment } = parts;
  const { partition, region, account } = deployment;
  const role = guardRole(parts, {
    name: 'FollowChanges',
    description: 'Reads what Amazon Connect stores where and keeps the inventory of it',
    service: 'lambda.amazonaws.com',
    statements: [
      {
        // ListInstances also looks for the instances' directories, in the caller's name.
        Sid: 'FindInstances',
        Action: ['connect:ListInstances', 'ds:DescribeDirectories'],
        Resource: '*',
      },
      {
        Sid: 'ReadStorage',
        Action: 'connect:ListInstanceStorageConfigs',
        Resource: `arn:${partition}:connect:${region}:${account}:instance/*`,
      },
      { Sid: 'TellOwnBuckets', Action: 's3:ListAllMyBuckets', Resource: '*' },
      { Sid: 'FindRolesOfOldInstances', Action: 'iam:ListRoles', Resource: '*' },
      {
        Sid: 'ReadRolesOfInstances',
        Action: [
          'iam:GetRole',
          'iam:ListRolePolicies',
          'iam:GetRolePolicy',
          'iam:ListAttachedRolePolicies',
        ],
        Resource: `arn:${partition}:iam::${account}:role/*`,
      },
      {
        Sid: 'ReadPoliciesOfOldInstances',
        Action: ['iam:GetPolicy', 'iam:GetPolicyVersion'],
        Resource: `arn:${partition}:iam::${account}:policy/*`,
      },
      ...readState(parts, 'settings.json', 'inventory.json'),
      writeState(parts, 'inventory.json'),
      {
        Sid: 'AskForNewEvaluations',
        Action: 'config:StartConfigRulesEvaluation',
        Resource: `arn:${partition}:config:${region}:${account}:config-rule/*`,
      },
      reportFailedEvents(failedEvents),
      writeLogs(parts, functionNames.followChanges),
    ],
  });
  const lambda = guardFunction(parts, {
    id: 'FollowChanges',
    name: functionNames.followChanges,
    description: 'Takes the inventory of Amazon Connect storage and has the rules evaluated anew',
    role,
    timeoutSeconds: 900,
    reservedConcurrency: 1,
  });
  onFailure(parts, 'FollowChanges', lambda, failedEvents);

  const schedule = new CfnRule(stack, 'FollowChangesSchedule', {
    name: 'connect-storage-guard-follow-changes',
    description: 'Has the inventory taken',
    scheduleExpression: 'rate(6 hours)',
    state: 'ENABLED',
    targets: [
      {
        id: 'FollowChanges',
        arn: lambda.attrArn,
        input: JSON.stringify({ reason: 'schedule' }),
      },
    ],
  });
  new CfnPermission(stack, 'FollowChangesSchedulePermission', {
    action: 'lambda:InvokeFunction',
    functionName: lambda.ref,
    principal: 'events.amazonaws.com',
    sourceArn: schedule.attrArn,
    sourceAccount: account,
  });
  return lambda;
}
