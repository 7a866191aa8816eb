import {
  type ConfigServiceClient,
  DeleteRemediationExceptionsCommand,
} from '@aws-sdk/client-config-service';
import { perform } from '#shared/aws/errors.ts';
import { remediationExceptionsPort } from '#shared/aws/remediation-exceptions.ts';
import { configRuleName } from '#shared/connect/deployment.ts';
import { told } from '#shared/rules/judgements.ts';
import { rules } from '#shared/rules/registry.ts';
import { Failed } from '../errors.ts';

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

/** Those of our rules, for buckets. @throws Failed when AWS Config does not tell, or AwsCallFailed */
export async function configExceptions(
  client: ConfigServiceClient,
): Promise<readonly ConfigException[]> {
  const port = remediationExceptionsPort(client);
  const found = remediableRules.map(async (rule) => {
    const exceptions = await port.remediationExceptions(rule);
    if (exceptions.state === 'unreadable') {
      throw new Failed(`what AWS Config has given up is not known: ${told(exceptions.why)}`);
    }
    return exceptions.state === 'known' ? exceptions.value : [];
  });
  return (await Promise.all(found))
    .flat()
    .filter(({ resourceType }) => resourceType === 'AWS::S3::Bucket')
    .map(({ resourceType, resourceId, ...more }) => ({ ...more, bucket: resourceId }));
}

/** What one call takes. */
const keysPerCall = 100;

/** @throws AwsCallFailed, or Failed saying what AWS Config did not delete. */
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
