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

/** An alarm watches the count, and Security Hub has a finding of the account. */
export async function judgeSettings(fault: string | undefined): Promise<void> {
  gauge('SETTINGS_INVALID', fault === undefined ? 0 : 1);
  const judgement =
    fault === undefined
      ? ({ verdict: 'COMPLIANT', because: 'They can be understood.' } as const)
      : ({ verdict: 'NON_COMPLIANT', because: `settings.json: ${fault}` } as const);
  const account = { resourceType: 'AWS::::Account', resourceId: deployment().account };
  await tellSecurityHub({ rule, judged: [{ ...account, judgement }], lookedAt: clock.now() });
}
