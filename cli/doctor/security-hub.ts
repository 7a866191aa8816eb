import { DescribeHubCommand, SecurityHubClient } from '@aws-sdk/client-securityhub';
import { awsError, perform } from '#shared/aws/errors.ts';
import { type Examination, ok } from './diagnosis.ts';

/**
 * Whether there is a Security Hub for findings to go to: without it they are in AWS Config alone.
 * @see https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DescribeHub.html
 */
export const securityHub: Examination = {
  subject: 'Security Hub',
  examine: async ({ client }) => [
    await perform('securityhub:DescribeHub', async () => {
      try {
        await new SecurityHubClient(client).send(new DescribeHubCommand({}));
        return ok(
          'It is on in this region, and shows what AWS Config finds where that is integrated.',
        );
      } catch (error) {
        if (!/not subscribed/.test(awsError(error).message)) throw error;
        return ok('It is off in this region: findings are in AWS Config alone.');
      }
    }),
  ],
};
