import middy from '@middy/core';
import { correlationOf, parseRestoreEvent } from '#functions/remediation-event.ts';
import { ended, guard, world } from '#functions/remediator.ts';
import { logger, telemetry } from '#functions/telemetry.ts';
import { restoreBucketPolicy } from '#shared/usecases/restore-bucket-policy.ts';

/** Puts one bucket policy back. Whatever comes of it is answered; only what may work later fails. */
export const handler = middy()
  .use(telemetry)
  .handler(async (received: unknown) => {
    const event = parseRestoreEvent(received);
    logger.appendKeys(correlationOf(event));
    return ended(await restoreBucketPolicy(world, { ...guard, ...event }), event.executionId);
  });
