import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { takeCalls } from '#shared/aws/patient.ts';

const serviceName = 'connect-storage-guard';

/** Writes JSON lines to the function's log group. */
export const logger = new Logger({ serviceName });

/** Written to the log in CloudWatch's embedded metric format: no call, no permission. */
const metrics = new Metrics({ namespace: 'ConnectStorageGuard', serviceName });

/** Counts one more, for example `REMEDIATED` or `NON_COMPLIANT`, or so many. */
export const count = (name: string, many = 1): void => {
  if (many > 0) metrics.addMetric(name, MetricUnit.Count, many);
};

/** Says how many there are, or how old something is, now. */
export const gauge = (name: string, value: number): void => {
  metrics.addMetric(name, MetricUnit.NoUnit, value);
};

/** Each name is a metric that is paid for: calls are counted all together. */
function countCalls(): void {
  const { made, retried, throttled } = takeCalls();
  count('API_CALLS', made);
  count('API_RETRIES', retried);
  count('API_THROTTLED', throttled);
}

/**
 * For middy: logs and metrics of one invocation, and a failure counted and logged before it is
 * passed on.
 */
export const telemetry = [
  injectLambdaContext(logger, { resetKeys: true }),
  logMetrics(metrics),
  {
    after: countCalls,
    onError: ({ error }: { readonly error: Error | null | undefined }) => {
      countCalls();
      count('FAILED');
      logger.error('failed', { error });
    },
  },
];
