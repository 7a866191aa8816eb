import { CfnCondition, Fn, type Stack } from 'aws-cdk-lib';
import { CfnPolicy, type CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnAutomationRule } from 'aws-cdk-lib/aws-securityhub';
import { configRuleName } from '#shared/connect/deployment.ts';
import type { Parts } from './parts.ts';
import { allowing } from './role.ts';
import { readState, writeState } from './state-bucket.ts';

/**
 * What it takes to tell Security Hub, and nothing of it while the deployment does not ask for it:
 * findings of this account's own product, and what it has been told, kept in the state bucket. AWS
 * Config's integration sends a finding of its own for each, with no reason in it: `OnSuppressingConfig`
 * has those suppressed.
 * @param roles of the functions that find something
 */
export function securityHub(parts: Parts, roles: readonly CfnRole[]): void {
  const { stack, deployment, parameters } = parts;
  const { partition, region, account } = deployment;
  const wanted = parameters.securityHub.valueAsString;
  const policy = new CfnPolicy(stack, 'ReportToSecurityHub', {
    policyName: 'ReportToSecurityHub',
    roles: roles.map(({ ref }) => ref),
    policyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'ImportOwnFindings',
          Effect: 'Allow',
          Action: 'securityhub:BatchImportFindings',
          Resource: `arn:${partition}:securityhub:${region}:${account}:product/${account}/default`,
        },
        ...[...readState(parts, 'findings/*'), ...writeState(parts, 'findings/*')].map(allowing),
      ],
    },
  });
  policy.cfnOptions.condition = new CfnCondition(stack, 'SecurityHubIsOn', {
    expression: Fn.conditionNot(Fn.conditionEquals(wanted, 'Off')),
  });
  suppressConfigFindings(stack, account).cfnOptions.condition = new CfnCondition(
    stack,
    'ConfigIsSuppressed',
    {
      expression: Fn.conditionEquals(wanted, 'OnSuppressingConfig'),
    },
  );
}

/**
 * @param account of this account alone; of all members unless given
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/automation-rules.html
 */
export const suppressConfigFindings = (stack: Stack, account?: string): CfnAutomationRule =>
  new CfnAutomationRule(stack, 'SuppressConfigFindings', {
    ruleName: 'connect-storage-guard-suppress-config',
    ruleOrder: 100,
    ruleStatus: 'ENABLED',
    description:
      'Suppresses what AWS Config says of the rules of Connect Storage Guard, which says it itself, with the reason',
    criteria: {
      productName: [{ comparison: 'EQUALS', value: 'Config' }],
      title: [{ comparison: 'PREFIX', value: configRuleName('') }],
      ...(account !== undefined && {
        awsAccountId: [{ comparison: 'EQUALS', value: account }],
      }),
    },
    actions: [
      {
        type: 'FINDING_FIELDS_UPDATE',
        findingFieldsUpdate: {
          workflow: { status: 'SUPPRESSED' },
          note: {
            text: 'Connect Storage Guard has a finding of its own for this, with the reason',
            updatedBy: 'connect-storage-guard',
          },
        },
      },
    ],
  });
