import { isJsonList, isJsonObject, type Json, type JsonObject } from '../../cloudformation/json.ts';
import type { Scope, World } from '../../world.ts';
import { putMetric } from './put-metric.ts';

/**
 * Takes the metrics out of a log line in CloudWatch's embedded metric format; other lines have none.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function takeEmbeddedMetrics(world: World, scope: Scope, line: string): void {
  const root = objectIn(line);
  const metadata = root?._aws;
  if (root === undefined || !isJsonObject(metadata)) return;
  for (const directive of listed(metadata.CloudWatchMetrics)) {
    if (!isJsonObject(directive) || typeof directive.Namespace !== 'string') continue;
    for (const { Name: name } of listed(directive.Metrics).filter(isJsonObject)) {
      if (typeof name !== 'string') continue;
      const given = root[name];
      const values = (isJsonList(given) ? given : [given]).filter((one) => typeof one === 'number');
      for (const keys of listed(directive.Dimensions)) {
        const dimensions = Object.fromEntries(
          listed(keys).map((key) => [String(key), String(root[String(key)])]),
        );
        putMetric(world, scope, { namespace: directive.Namespace, name, dimensions }, values);
      }
    }
  }
}

function objectIn(line: string): JsonObject | undefined {
  if (!line.startsWith('{') || !line.includes('"CloudWatchMetrics"')) return undefined;
  try {
    const parsed = JSON.parse(line) as Json;
    return isJsonObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

const listed = (value: Json | undefined): readonly Json[] => (isJsonList(value) ? value : []);
