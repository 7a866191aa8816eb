import type { FindingsRequest } from '#shared/usecases/report-findings.ts';
import { count, logger } from './telemetry.ts';

/**
 * Tells Security Hub what was found, where the stack says so. What cannot be told fails nothing:
 * AWS Config has it, and the next evaluation tells it. Only then is Security Hub's client loaded.
 */
export async function tellSecurityHub(found: Omit<FindingsRequest, 'place'>): Promise<void> {
  const { CONNECT_STORAGE_GUARD_SECURITY_HUB: wanted = 'Off' } = process.env;
  if (wanted === 'Off') return;
  try {
    const { report } = await import('./report-findings.ts');
    await report(found);
  } catch (error) {
    count('FINDINGS_FAILED', found.judged.length);
    logger.error('Security Hub could not be told', { error });
  }
}
