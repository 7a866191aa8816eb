import * as client from '@aws-sdk/client-organizations';
import { AwsError, type Operation, type Service } from '../../service.ts';
import { organizationIn } from './state.ts';

const perPage = 20;

/** Its management account may ask, and those to which it has delegated administration. */
const listAccounts: Operation<client.ListAccountsRequest, client.ListAccountsResponse> = {
  access: ({ scope }) => [
    { action: 'organizations:ListAccounts', resource: '*', resourceAccount: scope.account },
  ],
  run({ world, scope, input }) {
    const organization = organizationIn(world, scope);
    if (!organization) {
      throw new AwsError(
        'AWSOrganizationsNotInUseException',
        'Your account is not a member of an organization.',
      );
    }
    if (scope.account !== organization.management) {
      throw new AwsError(
        'AccessDeniedException',
        "You don't have permissions to access this resource.",
      );
    }
    const from = Number(input.NextToken ?? 0);
    const to = from + Math.min(input.MaxResults ?? perPage, perPage);
    const { accounts } = organization;
    return {
      Accounts: accounts.slice(from, to).map(({ id, name, status }) => ({
        Id: id,
        Arn: `arn:${scope.partition}:organizations::${organization.management}:account/o-local/${id}`,
        Name: name,
        Status: status,
        State: status,
      })),
      ...(to < accounts.length && { NextToken: String(to) }),
    };
  },
};

/** AWS Organizations: which accounts there are. */
export const service: Service = {
  signingName: 'organizations',
  protocol: 'awsJson1_1',
  client,
  operations: { ListAccounts: listAccounts },
};
