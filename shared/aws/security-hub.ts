import {
  type AwsSecurityFinding,
  BatchImportFindingsCommand,
  SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import type { AsffFinding } from '#shared/findings/asff.ts';
import type { SecurityHubPort } from '#shared/ports.ts';
import { awsError } from './errors.ts';
import { patient } from './patient.ts';

/** Not beside the other clients: who only may need it loads it then, with this file. */
export const securityHubClient = (): SecurityHubClient => new SecurityHubClient(patient);

/**
 * @param pace waits until one more call keeps to Security Hub's rate of ten a second
 * @see https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchImportFindings.html
 */
export const securityHubPort = (
  client: SecurityHubClient,
  pace: () => Promise<void>,
): SecurityHubPort => ({
  async importFindings(findings) {
    await pace();
    try {
      const { FailedFindings = [] } = await client.send(
        new BatchImportFindingsCommand({ Findings: findings.map(asSent) }),
      );
      return FailedFindings.map(({ Id = '', ErrorCode = '', ErrorMessage = '' }) => ({
        id: Id,
        why: `${ErrorCode}: ${ErrorMessage}`,
        lasting: isLasting(ErrorCode),
      }));
    } catch (thrown) {
      const error = awsError(thrown);
      if (/not subscribed/.test(error.message)) return 'not-enabled';
      // The other batches may be taken.
      const why = `securityhub:BatchImportFindings: ${error.code}: ${error.message}`;
      return findings.map(({ Id: id }) => ({ id, why, lasting: isLasting(error.code) }));
    }
  },
});

/** It would be refused again, for what it says or for who says it. */
const isLasting = (code: string): boolean => /^(InvalidInput|AccessDenied)/.test(code);

/** The SDK types its strings narrower than Security Hub's own format has them. */
const asSent = (finding: AsffFinding): AwsSecurityFinding =>
  finding as unknown as AwsSecurityFinding;
