import middy from '@middy/core';
import { correlationOf, parseRemediationEvent } from '#functions/remediation-event.ts';
import { ended, guard, world } from '#functions/remediator.ts';
import { logger, telemetry } from '#functions/telemetry.ts';
import { planAnswer } from '#shared/usecases/plan-answer.ts';
import { planBucket } from '#shared/usecases/plan-bucket.ts';
import { remediateBucketPolicy } from '#shared/usecases/remediate-bucket-policy.ts';

/** Closes one bucket, or says how. Whatever comes of it is answered; only what may work later fails. */
export const handler = middy()
  .use(telemetry)
  .handler(async (received: unknown) => {
    const { planOnly, ...event } = parseRemediationEvent(received);
    logger.appendKeys(correlationOf(event));
    if (planOnly) {
      const answer = planAnswer(await planBucket(world, { ...guard, ...event, by: 'person' }));
      logger.info(answer.status, { ...answer });
      return answer;
    }
    return ended(await remediateBucketPolicy(world, { ...guard, ...event }), event.executionId);
  });
