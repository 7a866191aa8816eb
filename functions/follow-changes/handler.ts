import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { deployment, startableRules } from '#functions/deployment.ts';
import { connect } from '#functions/ports/connect.ts';
import { deliveryStreams } from '#functions/ports/delivery-streams.ts';
import { keys } from '#functions/ports/keys.ts';
import { streams } from '#functions/ports/streams.ts';
import { buckets, clock, config, iam, state } from '#functions/ports.ts';
import { count, logger, telemetry } from '#functions/telemetry.ts';
import { keepOthersPolicyAfter } from '#shared/usecases/others-policy.ts';
import { parseCause } from '#shared/usecases/refresh-cause.ts';
import { refreshInventory } from '#shared/usecases/refresh-inventory.ts';

const place = deployment();
const rules = startableRules();
const named = { deliveryStreams: deliveryStreams(), keys: keys(), streams: streams() };
const own = { bucket: buckets(), clock, config: config(), iam: iam(), state: state() };
const world = { ...own, ...named };
/** For the answer that is awaited, and for storing what an instance has told. */
const reserved = 5 * 1000;

/** Keeps the inventory: on schedule, when an evaluator asks, and when something changed. */
export const handler = middy()
  .use(telemetry)
  .handler(async (received: unknown, context: Context) => {
    const cause = parseCause(received, place);
    const left = Math.max(0, context.getRemainingTimeInMillis() - reserved);
    const deadline = new Date(clock.now().getTime() + left);
    const refresh = refreshInventory(
      { ...world, connect: connect(place) },
      { deployment: place, cause, rules, deadline },
    );
    const { outcome, kept } = await keepOthersPolicyAfter(refresh, world.state, place, received);
    count(outcome.status);
    logger.info(outcome.status, { reason: cause.reason, ...outcome, ...kept });
    return outcome;
  });
