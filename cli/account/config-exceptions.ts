import {
  type ConfigServiceClient,
  DeleteRemediationExceptionsCommand,
  paginateDescribeRemediationExceptions,
  type RemediationException,
} from '@aws-sdk/client-config-service';
import { perform } from '#shared/aws/errors.ts';
import { configRuleName } from '#shared/connect/deployment.ts';
import { rules } from '#shared/rules/registry.ts';

/**
 * A resource that AWS Config no longer remediates: it adds such an exception by itself when its
 * attempts have failed, and keeps it until somebody deletes it.
 * @see https://docs.aws.amazon.com/config/latest/APIReference/API_PutRemediationExceptions.html
 */
export interface ConfigException {
  readonly rule: string;
  readonly bucket: string;
  readonly message?: string;
  /** ISO 8601, UTC; absent: until it is deleted. */
  readonly expires?: string;
}

/** The AWS Config rules that exceptions are about. */
export const remediableRules = rules
  .filter(({ remediable }) => remediable)
  .map(({ id }) => configRuleName(id));

/** Those of our rules, for buckets. @throws AwsCallFailed */
export async function configExceptions(
  client: ConfigServiceClient,
): Promise<readonly ConfigException[]> {
  const found = remediableRules.map((rule) =>
    perform('config:DescribeRemediationExceptions', async () => {
      const exceptions: RemediationException[] = [];
      const pages = paginateDescribeRemediationExceptions({ client }, { ConfigRuleName: rule });
      for await (const page of pages) exceptions.push(...(page.RemediationExceptions ?? []));
      return exceptions.filter((each) => each.ResourceType === 'AWS::S3::Bucket').map(described);
    }),
  );
  return (await Promise.all(found)).flat();
}

const described = (exception: RemediationException): ConfigException => ({
  rule: exception.ConfigRuleName ?? '',
  bucket: exception.ResourceId ?? '',
  ...(exception.Message !== undefined && { message: exception.Message }),
  ...(exception.ExpirationTime && { expires: exception.ExpirationTime.toISOString() }),
});

/** What one call takes. */
const keysPerCall = 100;

/** @throws AwsCallFailed, or an Error naming what AWS Config did not delete. */
export async function deleteConfigExceptions(
  client: ConfigServiceClient,
  exceptions: readonly ConfigException[],
): Promise<void> {
  for (const [rule, ofRule = []] of Map.groupBy(exceptions, (each) => each.rule)) {
    for (let start = 0; start < ofRule.length; start += keysPerCall) {
      const keys = ofRule.slice(start, start + keysPerCall).map(({ bucket }) => ({
        ResourceType: 'AWS::S3::Bucket',
        ResourceId: bucket,
      }));
      const { FailedBatches: failed = [] } = await perform(
        'config:DeleteRemediationExceptions',
        () =>
          client.send(
            new DeleteRemediationExceptionsCommand({ ConfigRuleName: rule, ResourceKeys: keys }),
          ),
      );
      const why = failed.map(({ FailureMessage: message = 'no reason given' }) => message);
      if (why.length > 0)
        throw new Error(`AWS Config did not delete all of them: ${why.join('; ')}`);
    }
  }
}
