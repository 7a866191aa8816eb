import { securityHubClient, securityHubPort } from '#shared/aws/security-hub.ts';
import { tokenBucket } from '#shared/aws/token-bucket.ts';
import { type FindingsRequest, reportFindings } from '#shared/usecases/report-findings.ts';
import { deployment } from './deployment.ts';
import { clock, state } from './ports.ts';
import { count, logger } from './telemetry.ts';

/** A line of the log is no place for hundreds of ids. */
const mostNamed = 20;

/** AWS's rate for an account and region. */
const hub = securityHubPort(securityHubClient(), tokenBucket(clock, 10));

/** Tells Security Hub, and counts what it is told and what it does not take. */
export async function report(found: Omit<FindingsRequest, 'place'>): Promise<void> {
  const world = { state: state(), clock, hub };
  const { sent, failed, notEnabled } = await reportFindings(world, {
    ...found,
    place: deployment(),
  });
  count('FINDINGS_SENT', sent);
  count('FINDINGS_FAILED', failed.length);
  for (const [why, those] of Map.groupBy(failed, (each) => each.why)) {
    const ids = those.slice(0, mostNamed).map(({ id }) => id);
    logger.error('Security Hub did not take findings', { why, findings: those.length, ids });
  }
  if (notEnabled === 'first') {
    logger.warn('Security Hub is not enabled here: findings are in AWS Config alone');
  }
}
