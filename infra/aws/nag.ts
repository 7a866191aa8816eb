import type { Stack } from 'aws-cdk-lib';
import { AwsSolutionsChecks, NIST80053R5Checks } from 'cdk-nag';
import { type Suppression, suppressions } from './nag-suppressions.ts';

/** A control of cdk-nag that a resource of the stack does not meet. */
interface NagFinding {
  /** For example `AwsSolutions-IAM5[Resource::*]`. */
  readonly control: string;
  readonly logicalId: string;
  readonly description: string;
}

/**
 * Holds the stack to AwsSolutions and NIST 800-53 R5.
 * @throws with each finding that is not suppressed, and each suppression that suppresses nothing
 * @see https://github.com/cdklabs/cdk-nag/blob/main/RULES.md
 */
export function refuseNagFindings(
  stack: Stack,
  suppressed: readonly Suppression[] = suppressions,
): void {
  const findings = findingsOf(stack);
  const matches = ({ control, on = /^/ }: Suppression, finding: NagFinding) =>
    control.test(finding.control) && on.test(finding.logicalId);
  const problems = [
    ...findings
      .filter((finding) => !suppressed.some((each) => matches(each, finding)))
      .map(({ control, logicalId, description }) => `${logicalId}: ${control}: ${description}`),
    ...suppressed
      .filter((each) => !findings.some((finding) => matches(each, finding)))
      .map(({ control, on = '' }) => `the suppression ${control} ${on} suppresses nothing`),
  ];
  if (problems.length > 0) {
    throw new Error(
      `cdk-nag:\n${problems.join('\n')}\nMend the stack, or say in infra/aws/nag-suppressions.ts why it is right as it is.`,
    );
  }
}

const findingsOf = (stack: Stack): readonly NagFinding[] =>
  [new AwsSolutionsChecks(), new NIST80053R5Checks()]
    .flatMap((pack) => pack.validateScope(stack).violations)
    .flatMap(({ ruleName, description, violatingResources }) =>
      violatingResources.map(({ constructPath = '' }) => ({
        control: ruleName,
        logicalId: constructPath.slice(constructPath.lastIndexOf('/') + 1),
        description,
      })),
    );
