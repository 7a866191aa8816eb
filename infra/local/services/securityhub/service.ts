import * as client from '@aws-sdk/client-securityhub';
import { AwsError, type Operation, type Service } from '../../service.ts';
import { hubIn } from './state.ts';

const describeHub: Operation<client.DescribeHubRequest, client.DescribeHubResponse> = {
  access: ({ scope }) => [
    {
      action: 'securityhub:DescribeHub',
      resource: arnOf(scope),
      resourceAccount: scope.account,
    },
  ],
  run({ world, scope }) {
    const { enabledAt } = hubIn(world, scope);
    if (enabledAt) return { HubArn: arnOf(scope), SubscribedAt: enabledAt.toISOString() };
    throw new AwsError(
      'InvalidAccessException',
      `Account ${scope.account} is not subscribed to AWS Security Hub`,
      401,
    );
  },
};

const arnOf = ({ partition, region, account }: Parameters<typeof hubIn>[1]): string =>
  `arn:${partition}:securityhub:${region}:${account}:hub/default`;

/** AWS Security Hub: whether it is enabled. */
export const service: Service = {
  signingName: 'securityhub',
  protocol: 'restJson1',
  client,
  operations: { DescribeHub: describeHub },
};
