import type { Stack } from 'aws-cdk-lib';
import { CfnConfigurationAggregator } from 'aws-cdk-lib/aws-config';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { unscopedOrganizationActions } from '../unscoped-actions.ts';
import type { OrganizationChoices } from './choices.ts';

/**
 * Where the verdicts of all accounts and regions are seen together, also those of accounts that
 * come later. Only this account can pass its role, so none else can have AWS Config take it; it holds
 * the permissions of the managed policy `AWSConfigRoleForOrganizations`.
 * @see https://docs.aws.amazon.com/config/latest/developerguide/aggregate-data.html
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSConfigRoleForOrganizations.html
 */
export function aggregator(
  stack: Stack,
  { regions }: OrganizationChoices,
): CfnConfigurationAggregator {
  const role = new CfnRole(stack, 'AggregatorRole', {
    roleName: `ConnectStorageGuard-Aggregator-${regions[0]}`,
    description: 'Lets AWS Config list the accounts of the organization',
    assumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'config.amazonaws.com' },
          Action: 'sts:AssumeRole',
        },
      ],
    },
    policies: [
      {
        policyName: 'Permissions',
        policyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'ListAccounts',
              Effect: 'Allow',
              Action: Object.keys(unscopedOrganizationActions),
              Resource: '*',
            },
          ],
        },
      },
    ],
  });
  return new CfnConfigurationAggregator(stack, 'Aggregator', {
    configurationAggregatorName: 'connect-storage-guard',
    organizationAggregationSource: { roleArn: role.attrArn, awsRegions: [...regions] },
  });
}
