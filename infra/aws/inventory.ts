import { CfnRule } from 'aws-cdk-lib/aws-events';
import { type CfnFunction, CfnPermission } from 'aws-cdk-lib/aws-lambda';
import type { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { changeEvents } from '#shared/connect/change-events.ts';
import { functionNames } from '#shared/connect/deployment.ts';
import { rules } from '#shared/rules/registry.ts';
import { onFailure, reportFailedEvents } from './dead-letter.ts';
import { guardFunction, writeLogs } from './function.ts';
import type { Parts } from './parts.ts';
import { guardRole } from './role.ts';
import { smallHeap } from './small-heap.ts';
import { readState, writeState } from './state-bucket.ts';

/**
 * Keeps the inventory: looks every quarter of an hour whether it is time to take it or to go on
 * with taking it, and runs when an evaluator asks or something changed. One at a time: Connect
 * grants an account two requests a second.
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
        Action: ['connect:ListInstanceStorageConfigs', 'connect:DescribeInstanceAttribute'],
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
      {
        Sid: 'TellKeys',
        Action: 'kms:DescribeKey',
        Resource: `arn:${partition}:kms:${region}:${account}:key/*`,
      },
      {
        Sid: 'TellStreams',
        Action: 'kinesis:DescribeStreamSummary',
        Resource: `arn:${partition}:kinesis:${region}:${account}:stream/*`,
      },
      { Sid: 'FindDeliveryStreams', Action: 'firehose:ListDeliveryStreams', Resource: '*' },
      {
        Sid: 'TellDeliveryStreams',
        Action: 'firehose:DescribeDeliveryStream',
        Resource: `arn:${partition}:firehose:${region}:${account}:deliverystream/*`,
      },
      ...readState(parts, 'settings.json', 'inventory.json', 'refresh.json', 'refresh/*'),
      ...writeState(parts, 'inventory.json', 'refresh.json', 'refresh/*', 'backups/*'),
      {
        Sid: 'AskForNewEvaluations',
        Action: 'config:StartConfigRulesEvaluation',
        Resource: `arn:${partition}:config:${region}:${account}:config-rule/*`,
      },
      reportFailedEvents(failedEvents),
      ...writeLogs(parts, functionNames.followChanges),
    ],
  });
  const lambda = guardFunction(parts, {
    id: 'FollowChanges',
    name: functionNames.followChanges,
    description: 'Takes the inventory of Amazon Connect storage and has the rules evaluated anew',
    role,
    timeoutSeconds: 900,
    reservedConcurrency: 1,
    variables: {
      CONNECT_STORAGE_GUARD_RULES: JSON.stringify(ruleIdsByKind()),
      NODE_OPTIONS: smallHeap,
    },
  });
  onFailure(parts, 'FollowChanges', lambda, failedEvents);

  const schedule = new CfnRule(stack, 'FollowChangesSchedule', {
    name: 'connect-storage-guard-follow-changes',
    description: 'Has the inventory taken when it is time, and what failed taken again',
    scheduleExpression: 'rate(15 minutes)',
    state: 'ENABLED',
    targets: [
      {
        id: 'FollowChanges',
        arn: lambda.attrArn,
        input: JSON.stringify({ reason: 'schedule' }),
      },
    ],
  });
  const changes = Object.entries(changeEvents).map(
    ([eventSource, events]) =>
      new CfnRule(stack, `FollowChangesOf${inPascalCase(serviceOf(eventSource))}`, {
        name: `connect-storage-guard-${serviceOf(eventSource)}-changes`,
        description: `Has the inventory follow what is changed in ${eventSource}`,
        eventPattern: {
          source: [`aws.${serviceOf(eventSource)}`],
          'detail-type': ['AWS API Call via CloudTrail'],
          detail: {
            eventSource: [eventSource],
            eventName: Object.keys(events),
            errorCode: [{ exists: false }],
          },
        },
        state: 'ENABLED',
        targets: [{ id: 'FollowChanges', arn: lambda.attrArn }],
      }),
  );
  for (const rule of [schedule, ...changes]) {
    new CfnPermission(stack, `${rule.node.id}Permission`, {
      action: 'lambda:InvokeFunction',
      functionName: lambda.ref,
      principal: 'events.amazonaws.com',
      sourceArn: rule.attrArn,
      sourceAccount: account,
    });
  }
  return lambda;
}

const serviceOf = (eventSource: string): string => eventSource.replace(/\.amazonaws\.com$/, '');

const inPascalCase = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;

function ruleIdsByKind(): Readonly<Record<string, readonly string[]>> {
  const byKind = Map.groupBy(rules, ({ kind }) => kind);
  return Object.fromEntries([...byKind].map(([kind, own]) => [kind, own.map(({ id }) => id)]));
}
