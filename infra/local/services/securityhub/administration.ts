import type * as client from '@aws-sdk/client-securityhub';
import { AwsError, type Call } from '../../service.ts';
import { organizationIn } from '../organizations/state.ts';
import { hubArn, onEverything, onHub } from './access.ts';
import { administratorIn, enabledHub, hubIn } from './state.ts';

const denied = (message: string): AwsError => new AwsError('AccessDeniedException', message, 403);

export const administrationOperations = {
  DescribeHub: onHub('DescribeHub', ({ world, scope }: Call<client.DescribeHubRequest>) => ({
    HubArn: hubArn(scope),
    SubscribedAt: enabledHub(world, scope).enabledAt?.toISOString(),
  })),

  EnableSecurityHub: onHub(
    'EnableSecurityHub',
    ({ world, scope }: Call<client.EnableSecurityHubRequest>) => {
      const hub = hubIn(world, scope);
      if (hub.enabledAt) {
        const message = `Account ${scope.account} is already subscribed to AWS Security Hub`;
        throw new AwsError('ResourceConflictException', message, 409);
      }
      hub.enabledAt = world.clock.now();
      return {};
    },
  ),

  DisableSecurityHub: onHub(
    'DisableSecurityHub',
    ({ world, scope }: Call<client.DisableSecurityHubRequest>) => {
      const hub = enabledHub(world, scope);
      hub.enabledAt = undefined;
      hub.findings.clear();
      return {};
    },
  ),

  EnableOrganizationAdminAccount: onEverything(
    'EnableOrganizationAdminAccount',
    ({ world, scope, input }: Call<client.EnableOrganizationAdminAccountRequest>) => {
      if (organizationIn(world, scope)?.management !== scope.account) {
        throw denied('The request must be made by the management account of the organization');
      }
      administratorIn(world, scope).account = input.AdminAccountId ?? '';
      return { AdminAccountId: input.AdminAccountId };
    },
  ),

  CreateMembers: onHub(
    'CreateMembers',
    ({ world, scope, input }: Call<client.CreateMembersRequest>) => {
      if (administratorIn(world, scope).account !== scope.account) {
        throw denied('The account is not the Security Hub administrator of the organization');
      }
      const inOrganization = organizationIn(world, scope)?.accounts.map(({ id }) => id) ?? [];
      const asked = (input.AccountDetails ?? []).map(({ AccountId = '' }) => AccountId);
      for (const account of asked) {
        if (inOrganization.includes(account)) enabledHub(world, scope).members.add(account);
      }
      const strangers = asked.filter((account) => !inOrganization.includes(account));
      return {
        UnprocessedAccounts: strangers.map((AccountId) => ({
          AccountId,
          ProcessingResult: 'The account is no member of the organization',
        })),
      };
    },
  ),
};
