import * as client from '@aws-sdk/client-organizations';
import { nextPage } from '../../next-page.ts';
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
    const { items, next } = nextPage(organization.accounts, input, perPage);
    return {
      Accounts: items.map(({ id, name, status }) => ({
        Id: id,
        Arn: `arn:${scope.partition}:organizations::${organization.management}:account/o-local/${id}`,
        Name: name,
        Status: status,
        State: status,
      })),
      ...next,
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
