import {
  type ConfigServiceClient,
  DescribeRemediationExceptionsCommand,
} from '@aws-sdk/client-config-service';
import type { RemediationExceptionsPort } from '#shared/ports.ts';
import { readKnown } from './errors.ts';
import { allPages } from './pages.ts';

/** @see https://docs.aws.amazon.com/config/latest/APIReference/API_DescribeRemediationExceptions.html */
export const remediationExceptionsPort = (
  client: ConfigServiceClient,
): RemediationExceptionsPort => ({
  remediationExceptions: (rule) =>
    readKnown('config:DescribeRemediationExceptions', async () => {
      const all = await allPages(async (NextToken) => {
        const answer = await client.send(
          new DescribeRemediationExceptionsCommand({ ConfigRuleName: rule, NextToken }),
        );
        return { items: answer.RemediationExceptions ?? [], next: answer.NextToken };
      });
      return all.map(({ ResourceType = '', ResourceId = '', Message, ExpirationTime }) => ({
        rule,
        resourceType: ResourceType,
        resourceId: ResourceId,
        ...(Message !== undefined && { message: Message }),
        ...(ExpirationTime && { expires: ExpirationTime.toISOString() }),
      }));
    }),
});
