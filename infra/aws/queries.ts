import { CfnQueryDefinition } from 'aws-cdk-lib/aws-logs';
import { functionNames } from '#shared/connect/deployment.ts';
import { logGroupName } from './function.ts';
import type { Parts } from './parts.ts';

/** What people ask of the logs, by the name that the console shows. */
const queries: Readonly<Record<string, string>> = {
  'what became of a bucket':
    '| filter resourceId = "BUCKET"\n| sort @timestamp asc\n| display @timestamp, function_name, configRuleName, invokedAt, executionId, correlationId, message, because, reasons',
  'what came of one change of a policy':
    '| filter correlationId = "BUCKET/DIGEST"\n| sort @timestamp asc\n| display @timestamp, function_name, kept, configRuleName, invokedAt, message, because, executionId, reasons, backup, receipt',
  'why it cannot tell':
    '| filter message = "INDETERMINATE"\n| stats count(*) as times, latest(@timestamp) as last by configRuleName, resourceId, because\n| sort times desc',
  'what was written or refused':
    '| filter ispresent(executionId)\n| sort @timestamp desc\n| display @timestamp, resourceId, message, reasons, executionId',
  'what failed':
    '| filter level in ["ERROR", "CRITICAL"]\n| sort @timestamp desc\n| display @timestamp, function_name, message, error.message, fault, resourceId, executionId, configRuleName',
};

/**
 * Saved queries over the logs of all functions. What somebody wrote, what AWS Config asked and what
 * Systems Manager ran meet in `resourceId`, and about one change of the policy in `correlationId`.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */
export function savedQueries({ stack }: Parts): void {
  for (const [index, [name, queryString]] of Object.entries(queries).entries()) {
    new CfnQueryDefinition(stack, `Query${index + 1}`, {
      name: `connect-storage-guard/${name}`,
      logGroupNames: Object.values(functionNames).map(logGroupName),
      queryString: `fields @timestamp\n${queryString}\n| limit 1000`,
    });
  }
}
