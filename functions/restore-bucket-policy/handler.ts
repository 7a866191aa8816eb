import middy from '@middy/core';
import { announce } from '#functions/announce.ts';
import { countOutcome } from '#functions/count-outcome.ts';
import { deployment } from '#functions/deployment.ts';
import { bucketConfiguration, buckets, clock, iam, state } from '#functions/ports.ts';
import { changeFound, correlationOf, parseRestoreEvent } from '#functions/remediation-event.ts';
import { logger, telemetry } from '#functions/telemetry.ts';
import { checkBucketPolicy } from '#shared/generate/check-bucket-policy.ts';
import { restoreBucketPolicy } from '#shared/usecases/restore-bucket-policy.ts';

const world = {
  bucket: buckets(),
  clock,
  configuration: bucketConfiguration(),
  iam: iam(),
  state: state(),
};
const guard = { deployment: deployment(), check: checkBucketPolicy };

/** Puts one bucket policy back. Whatever comes of it is answered; only what may work later fails. */
export const handler = middy()
  .use(telemetry)
  .handler(async (received: unknown) => {
    const event = parseRestoreEvent(received);
    logger.appendKeys(correlationOf(event));
    const outcome = await restoreBucketPolicy(world, { ...guard, ...event });
    const { findings, refusals, ...answer } = outcome;
    countOutcome(outcome);
    logger.info(answer.status, { ...answer, findings, refusals, ...changeFound(outcome) });
    await announce(outcome, event.executionId);
    return answer;
  });
