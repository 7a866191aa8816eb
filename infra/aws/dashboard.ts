import { CfnDashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { functionNames } from '#shared/connect/deployment.ts';
import { outcomes } from './automation-steps.ts';
import type { Parts } from './parts.ts';

interface Widget {
  readonly title: string;
  readonly stat: 'Sum' | 'Maximum' | 'Average';
  /** As CloudWatch writes them: namespace, name, dimension, value, … */
  readonly metrics: readonly (readonly string[])[];
}

/** A plan is no run, and only people adopt: no function counts them. */
const counted = outcomes.filter((outcome) => outcome !== 'PLANNED' && outcome !== 'ADOPTED');

/** What the functions publish: one dimension, so each name is one metric that is paid for. */
const ours = (...names: readonly string[]): Widget['metrics'] =>
  names.map((name) => ['ConnectStorageGuard', name, 'service', 'connect-storage-guard']);

const ofFunctions = (metric: string): Widget['metrics'] =>
  Object.values(functionNames).map((name) => ['AWS/Lambda', metric, 'FunctionName', name]);

/**
 * One page of what the guard does: the dashboard `connect-storage-guard-REGION`.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export function dashboard({ stack, deployment }: Parts, failedEvents: CfnQueue): CfnDashboard {
  const widgets: readonly Widget[] = [
    {
      title: 'Evaluations by verdict (INDETERMINATE: cannot tell)',
      stat: 'Sum',
      metrics: ours('COMPLIANT', 'NON_COMPLIANT', 'INDETERMINATE', 'NOT_APPLICABLE'),
    },
    { title: 'Runs by outcome', stat: 'Sum', metrics: ours(...counted) },
    {
      title: 'Findings for Security Hub (failed: sent again by the next evaluation)',
      stat: 'Sum',
      metrics: ours('FINDINGS_SENT', 'FINDINGS_FAILED'),
    },
    {
      title: 'What an alarm watches',
      stat: 'Maximum',
      metrics: ours(
        'REMEDIATION_EXCEPTIONS',
        'RECORDER_TROUBLE',
        'REFUSED_UNINTENDED',
        'SETTINGS_INVALID',
        'FAILED',
        'NOTIFICATION_FAILED',
      ),
    },
    { title: 'Age of the inventory', stat: 'Maximum', metrics: ours('INVENTORY_AGE_MINUTES') },
    {
      title: 'Calls to AWS (retried: throttled or failed, and made again)',
      stat: 'Sum',
      metrics: ours('API_CALLS', 'API_RETRIES', 'API_THROTTLED'),
    },
    { title: 'Durations', stat: 'Average', metrics: ofFunctions('Duration') },
    { title: 'Errors', stat: 'Sum', metrics: ofFunctions('Errors') },
    { title: 'Throttled invocations', stat: 'Sum', metrics: ofFunctions('Throttles') },
    {
      title: 'Events that failed for good',
      stat: 'Maximum',
      metrics: [
        ['AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'QueueName', failedEvents.attrQueueName],
      ],
    },
  ];
  return new CfnDashboard(stack, 'Dashboard', {
    dashboardName: `connect-storage-guard-${deployment.region}`,
    dashboardBody: stack.toJsonString({
      widgets: widgets.map((properties, index) => ({
        type: 'metric',
        x: (index % 2) * 12,
        y: Math.floor(index / 2) * 6,
        width: 12,
        height: 6,
        properties: { ...properties, region: deployment.region, view: 'timeSeries', period: 300 },
      })),
    }),
  });
}
