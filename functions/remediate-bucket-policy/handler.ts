import middy from '@middy/core';
import { announce } from '#functions/announce.ts';
import { countOutcome } from '#functions/count-outcome.ts';
import { deployment } from '#functions/deployment.ts';
import { bucketConfiguration, buckets, clock, iam, state } from '#functions/ports.ts';
import { changeFound, correlationOf, parseRemediationEvent } from '#functions/remediation-event.ts';
import { logger, telemetry } from '#functions/telemetry.ts';
import { checkBucketPolicy } from '#shared/generate/check-bucket-policy.ts';
import { planAnswer } from '#shared/usecases/plan-answer.ts';
import { planBucket } from '#shared/usecases/plan-bucket.ts';
import { remediateBucketPolicy } from '#shared/usecases/remediate-bucket-policy.ts';

const world = {
  bucket: buckets(),
  clock,
  configuration: bucketConfiguration(),
  iam: iam(),
  state: state(),
};
const guard = { deployment: deployment(), check: checkBucketPolicy };

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
    const outcome = await remediateBucketPolicy(world, { ...guard, ...event });
    const { findings, refusals, ...answer } = outcome;
    countOutcome(outcome);
    logger.info(answer.status, { ...answer, findings, refusals, ...changeFound(outcome) });
    await announce(outcome, event.executionId);
    return answer;
  });
