import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

const serviceName = 'connect-storage-guard';

/** Writes JSON lines to the function's log group. */
export const logger = new Logger({ serviceName });

/** Written to the log in CloudWatch's embedded metric format: no call, no permission. */
export const metrics = new Metrics({ namespace: 'ConnectStorageGuard', serviceName });

/** Counts one more, for example `REMEDIATED` or `NON_COMPLIANT`. */
export const count = (name: string, value = 1): void => {
  metrics.addMetric(name, MetricUnit.Count, value);
};
