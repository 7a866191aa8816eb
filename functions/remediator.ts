import { checkBucketPolicy } from '#shared/generate/check-bucket-policy.ts';
import type { Outcome } from '#shared/remediation/outcome.ts';
import { announce } from './announce.ts';
import { countOutcome } from './count-outcome.ts';
import { deployment } from './deployment.ts';
import { bucketConfiguration, buckets, clock, iam, state } from './ports.ts';
import { changeFound } from './remediation-event.ts';
import { logger } from './telemetry.ts';

/** What the functions that write policies have to do with, by the role that they share. */
export const world = {
  bucket: buckets(),
  clock,
  configuration: bucketConfiguration(),
  iam: iam(),
  state: state(),
};
export const guard = { deployment: deployment(), check: checkBucketPolicy };

/** How a run ended is counted, logged and told to people. Answers what the document is told. */
export async function ended(outcome: Outcome, executionId: string) {
  const { findings, refusals, ...answer } = outcome;
  countOutcome(outcome);
  logger.info(answer.status, { ...answer, findings, refusals, ...changeFound(outcome) });
  await announce(outcome, executionId);
  return answer;
}
