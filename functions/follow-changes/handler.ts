import middy from '@middy/core';
import { deployment } from '#functions/deployment.ts';
import { buckets, clock, config, connect, iam, state } from '#functions/ports.ts';
import { count, logger, telemetry } from '#functions/telemetry.ts';
import { configRuleName } from '#shared/connect/deployment.ts';
import { objectAt, textAt } from '#shared/connect/json-shape.ts';
import { bucketRules } from '#shared/rules/registry.ts';
import { refreshInventory } from '#shared/usecases/refresh-inventory.ts';

const guard = {
  deployment: deployment(),
  configRules: bucketRules.map(({ id }) => configRuleName(id)),
};
const world = {
  bucket: buckets(),
  clock,
  config: config(),
  iam: iam(),
  state: state(),
};

/** Takes the inventory: on schedule, and when an evaluator asks. Failing makes Lambda ask again. */
export const handler = middy()
  .use(telemetry)
  .handler(async (received: unknown) => {
    const reason = textAt(objectAt(received, '$', ['reason']).reason, 'reason');
    const outcome = await refreshInventory(
      { ...world, connect: await connect(guard.deployment) },
      guard,
    );
    count(outcome.status);
    logger.info(outcome.status, { reason, ...outcome });
    return outcome;
  });
