import type { Judgement } from '#shared/rules/rule.ts';
import { deployment } from './deployment.ts';
import { clock } from './ports.ts';
import { tellSecurityHub } from './security-hub.ts';
import { gauge } from './telemetry.ts';

/** No rule of AWS Config's, for it judges the guard itself. */
const rule = {
  id: 'settings-valid',
  title: 'The settings of Connect Storage Guard can be understood',
  severity: 'high',
  remediation:
    'Put them right with connect-guard settings put FILE. Until then nothing is remediated, and everything is judged by the last settings that were good.',
  sources: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/versioning-workflows.html'],
} as const;

/**
 * An alarm watches the count, and Security Hub has a finding of the account.
 * @param fault what is wrong with the settings; null: nothing; undefined: nobody could look
 */
export async function judgeSettings(fault: string | null | undefined): Promise<void> {
  if (fault !== undefined) gauge('SETTINGS_INVALID', fault === null ? 0 : 1);
  const account = { resourceType: 'AWS::::Account', resourceId: deployment().account };
  const judged = [{ ...account, judgement: judgementOf(fault) }];
  await tellSecurityHub({ rule, judged, lookedAt: clock.now() });
}

function judgementOf(fault: string | null | undefined): Judgement {
  if (fault === undefined) {
    const because = 'settings.json could not be looked at: see the log of notify-people.';
    return { verdict: 'INDETERMINATE', because };
  }
  return fault === null
    ? { verdict: 'COMPLIANT', because: 'They can be understood.' }
    : { verdict: 'NON_COMPLIANT', because: `settings.json: ${fault}` };
}
