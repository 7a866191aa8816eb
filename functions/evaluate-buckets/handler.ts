import middy from '@middy/core';
import { deployment } from '#functions/deployment.ts';
import { buckets, clock, config, iam, refresh, state } from '#functions/ports.ts';
import { count, logger, telemetry } from '#functions/telemetry.ts';
import { bucketRules } from '#shared/rules/registry.ts';
import { parseConfigEvent } from '#shared/usecases/config-event.ts';
import { evaluateBuckets } from '#shared/usecases/evaluate-buckets.ts';

const world = {
  bucket: buckets(),
  clock,
  config: config(),
  iam: iam(),
  refresh: refresh(),
  state: state(),
};
const guard = { deployment: deployment(), rules: bucketRules };

/** AWS Config's question about one bucket, or about all. Failing makes Lambda ask again. */
export const handler = middy()
  .use(telemetry)
  .handler(async (received: unknown) => {
    const event = parseConfigEvent(received);
    logger.appendKeys({ configRuleName: event.configRuleName });
    const { judgements } = await evaluateBuckets(world, { ...guard, event });
    for (const [bucket, { verdict, because }] of judgements) {
      count(verdict);
      logger.info(verdict, { bucket, because });
    }
    return { evaluated: judgements.size };
  });
