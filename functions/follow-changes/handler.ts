import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { deployment, startableRules } from '#functions/deployment.ts';
import * as ports from '#functions/ports.ts';
import { count, logger, telemetry } from '#functions/telemetry.ts';
import { keepOthersPolicyAfter } from '#shared/usecases/others-policy.ts';
import { parseCause } from '#shared/usecases/refresh-cause.ts';
import { refreshInventory } from '#shared/usecases/refresh-inventory.ts';

const place = deployment();
const rules = startableRules();
const world = {
  bucket: ports.buckets(),
  clock: ports.clock,
  config: ports.config(),
  deliveryStreams: ports.deliveryStreams(),
  iam: ports.iam(),
  keys: ports.keys(),
  state: ports.state(),
  streams: ports.streams(),
};
/** For the answer that is awaited, and for storing what an instance has told. */
const reserved = 5 * 1000;

/** Keeps the inventory: on schedule, when an evaluator asks, and when something changed. */
export const handler = middy()
  .use(telemetry)
  .handler(async (received: unknown, context: Context) => {
    const cause = parseCause(received, place);
    const left = Math.max(0, context.getRemainingTimeInMillis() - reserved);
    const deadline = new Date(ports.clock.now().getTime() + left);
    const refresh = refreshInventory(
      { ...world, connect: ports.connect(place) },
      { deployment: place, cause, rules, deadline },
    );
    const { outcome, kept } = await keepOthersPolicyAfter(refresh, world.state, place, received);
    count(outcome.status);
    logger.info(outcome.status, { reason: cause.reason, ...outcome, ...kept });
    return outcome;
  });
