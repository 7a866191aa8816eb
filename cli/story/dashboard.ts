import {
  type ConfigServiceClient,
  type EvaluationResult,
  paginateGetComplianceDetailsByConfigRule,
} from '@aws-sdk/client-config-service';
import { buckets } from '#infra/local/scenarios/contact-center/buckets.ts';
import { configRuleName } from '#shared/connect/deployment.ts';
import { bad, good, table } from './page.ts';

/** One bucket, or whatever a rule is about, as the rule judged it last, as the AWS Config console shows it. */
export interface Judgement {
  readonly bucket: string;
  readonly verdict: string;
  readonly reason: string;
  readonly at: Date;
}

/** The rule that the story is about. */
export const rule = configRuleName('bucket-policy-least-privilege');

/** All that one rule has judged, asked of AWS Config. */
export async function dashboard(
  client: ConfigServiceClient,
  name = rule,
): Promise<readonly Judgement[]> {
  const judgements: Judgement[] = [];
  const pages = paginateGetComplianceDetailsByConfigRule({ client }, { ConfigRuleName: name });
  for await (const { EvaluationResults: results } of pages) {
    judgements.push(...(results ?? []).map(judgement));
  }
  return judgements.sort((a, b) => a.bucket.localeCompare(b.bucket));
}

function judgement(result: EvaluationResult): Judgement {
  const named = result.EvaluationResultIdentifier?.EvaluationResultQualifier;
  return {
    bucket: named?.ResourceId ?? '?',
    verdict: result.ComplianceType ?? '?',
    reason: result.Annotation ?? '',
    at: result.ResultRecordedTime ?? new Date(0),
  };
}

const storing: readonly string[] = Object.values(buckets);

/** Only the buckets that Amazon Connect itself stores in. */
export const showDashboard = (judgements: readonly Judgement[]): void =>
  table(
    judgements
      .filter(({ bucket }) => storing.includes(bucket))
      .map(({ bucket, verdict, reason }) => [
        bucket,
        verdict === 'COMPLIANT' ? good(verdict) : bad(verdict),
        reason,
      ]),
    ['BUCKET', 'VERDICT', 'REASON'],
  );

/** Undefined when the bucket has not been judged. */
export const verdictOf = (judgements: readonly Judgement[], bucket: string): string | undefined =>
  judgements.find((each) => each.bucket === bucket)?.verdict;
