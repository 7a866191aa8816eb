import { CfnRule } from 'aws-cdk-lib/aws-events';
import type { CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import type { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { functionNames } from '#shared/connect/deployment.ts';
import { bucketRules } from '#shared/rules/registry.ts';
import { onFailure, reportFailedEvents } from './dead-letter.ts';
import { guardFunction, writeLogs } from './function.ts';
import type { Parts } from './parts.ts';
import { guardRole } from './role.ts';
import { readState, writeState } from './state-bucket.ts';
import { tellPeople } from './topic.ts';

/**
 * Tells people what changed in the settings, where recordings fail after a write, and what AWS
 * Config no longer remediates or sees; and publishes how old the inventory is.
 */
export function notifyPeople(parts: Parts, failedEvents: CfnQueue): CfnRole {
  const { stack, deployment } = parts;
  const role = guardRole(parts, {
    name: 'NotifyPeople',
    description: 'Looks for what people must be told of, and tells them',
    service: 'lambda.amazonaws.com',
    statements: [
      { Sid: 'CountFailedUploads', Action: 'cloudwatch:GetMetricData', Resource: '*' },
      {
        Sid: 'FindWhatIsNotRemediated',
        Action: 'config:DescribeRemediationExceptions',
        Resource: '*',
      },
      {
        Sid: 'SeeWhetherConfigRecords',
        Action: 'config:DescribeConfigurationRecorderStatus',
        Resource: '*',
      },
      ...readState(
        parts,
        'settings.json',
        'settings.last-good.json',
        'inventory.json',
        'receipts/*',
        'backups/*',
        'notices/*',
      ),
      ...writeState(parts, 'notices/*', 'settings.last-good.json'),
      tellPeople(parts),
      reportFailedEvents(failedEvents),
      ...writeLogs(parts, functionNames.notifyPeople),
    ],
  });
  const remediable = bucketRules.filter((rule) => rule.remediable).map(({ id }) => id);
  const lambda = guardFunction(parts, {
    id: 'NotifyPeople',
    name: functionNames.notifyPeople,
    description: 'Tells people what nobody else tells them',
    role,
    timeoutSeconds: 120,
    // Two at a time would tell the same twice.
    reservedConcurrency: 1,
    variables: {
      CONNECT_STORAGE_GUARD_RULES: JSON.stringify({ bucket: remediable }),
      CONNECT_STORAGE_GUARD_SECURITY_HUB: parts.parameters.securityHub.valueAsString,
    },
  });
  onFailure(parts, 'NotifyPeople', lambda, failedEvents);
  const target = { id: 'NotifyPeople', arn: lambda.attrArn };
  const rules = [
    new CfnRule(stack, 'NotifyPeopleSchedule', {
      name: 'connect-storage-guard-notify-people',
      description: 'Has somebody look for what people must be told of',
      scheduleExpression: 'rate(5 minutes)',
      state: 'ENABLED',
      targets: [{ ...target, input: JSON.stringify({ reason: 'schedule' }) }],
    }),
    new CfnRule(stack, 'NotifyPeopleOfSettings', {
      name: 'connect-storage-guard-settings-changes',
      description: 'Has people told of changed settings at once',
      eventPattern: {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: { bucket: { name: [deployment.stateBucket] }, object: { key: ['settings.json'] } },
      },
      state: 'ENABLED',
      targets: [target],
    }),
  ];
  for (const rule of rules) {
    new CfnPermission(stack, `${rule.node.id}Permission`, {
      action: 'lambda:InvokeFunction',
      functionName: lambda.ref,
      principal: 'events.amazonaws.com',
      sourceArn: rule.attrArn,
      sourceAccount: deployment.account,
    });
  }
  return role;
}
