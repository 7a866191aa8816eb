import {
  type ConfigServiceClient,
  type EvaluationResult,
  paginateDescribeConfigRules,
  paginateGetComplianceDetailsByConfigRule,
} from '@aws-sdk/client-config-service';

/** One resource as a rule judged it last, as the AWS Config console shows it. */
export interface Judgement {
  readonly rule: string;
  readonly resource: string;
  readonly verdict: string;
  readonly reason: string;
  readonly at: Date | undefined;
}

const ours = 'connect-storage-guard-';

/** All judgements of the guard's rules, asked of AWS Config. */
export async function dashboard(client: ConfigServiceClient): Promise<readonly Judgement[]> {
  const judgements: Judgement[] = [];
  for await (const page of paginateDescribeConfigRules({ client }, {})) {
    for (const { ConfigRuleName: rule } of page.ConfigRules ?? []) {
      if (!rule?.startsWith(ours)) continue;
      const details = paginateGetComplianceDetailsByConfigRule(
        { client },
        { ConfigRuleName: rule },
      );
      for await (const { EvaluationResults: results } of details) {
        judgements.push(...(results ?? []).map((result) => judgement(rule, result)));
      }
    }
  }
  return judgements.sort((a, b) => a.resource.localeCompare(b.resource));
}

function judgement(rule: string, result: EvaluationResult): Judgement {
  const named = result.EvaluationResultIdentifier?.EvaluationResultQualifier;
  return {
    rule: rule.slice(ours.length),
    resource: named?.ResourceId ?? '?',
    verdict: result.ComplianceType ?? '?',
    reason: result.Annotation ?? '',
    at: result.ResultRecordedTime,
  };
}
