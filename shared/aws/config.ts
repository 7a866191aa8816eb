import {
  type ConfigServiceClient,
  GetComplianceDetailsByConfigRuleCommand,
  PutEvaluationsCommand,
  StartConfigRulesEvaluationCommand,
} from '@aws-sdk/client-config-service';
import type { ConfigPort } from '#shared/ports.ts';
import { perform } from './errors.ts';
import { allPages } from './pages.ts';

/** @see https://docs.aws.amazon.com/config/latest/APIReference/API_PutEvaluations.html */
const evaluationsPerCall = 100;
/** @see https://docs.aws.amazon.com/config/latest/APIReference/API_StartConfigRulesEvaluation.html */
const rulesPerCall = 25;

export const configPort = (client: ConfigServiceClient): ConfigPort => ({
  async putEvaluations(ResultToken, evaluations, TestMode) {
    for (const batch of batches(evaluations, evaluationsPerCall)) {
      const { FailedEvaluations = [] } = await perform('config:PutEvaluations', () =>
        client.send(
          new PutEvaluationsCommand({
            ResultToken,
            TestMode,
            Evaluations: batch.map((evaluation) => ({
              ComplianceResourceType: evaluation.resourceType,
              ComplianceResourceId: evaluation.resourceId,
              ComplianceType: evaluation.verdict,
              Annotation: evaluation.annotation,
              OrderingTimestamp: evaluation.orderingTimestamp,
            })),
          }),
        ),
      );
      if (FailedEvaluations.length > 0) {
        const refused = FailedEvaluations.map(
          ({ ComplianceResourceType, ComplianceResourceId }) =>
            `${ComplianceResourceType} ${ComplianceResourceId}`,
        );
        throw new Error(`config:PutEvaluations did not take: ${refused.join(', ')}`);
      }
    }
  },

  judged: (ConfigRuleName) =>
    perform('config:GetComplianceDetailsByConfigRule', async () => {
      const results = await allPages(async (NextToken) => {
        const answer = await client.send(
          new GetComplianceDetailsByConfigRuleCommand({ ConfigRuleName, Limit: 100, NextToken }),
        );
        return { items: answer.EvaluationResults ?? [], next: answer.NextToken };
      });
      return results.flatMap(({ EvaluationResultIdentifier }) => {
        const { ResourceType, ResourceId } =
          EvaluationResultIdentifier?.EvaluationResultQualifier ?? {};
        return ResourceType === undefined || ResourceId === undefined
          ? []
          : [{ resourceType: ResourceType, resourceId: ResourceId }];
      });
    }),

  async startEvaluation(rules) {
    for (const ConfigRuleNames of batches(rules, rulesPerCall)) {
      await perform('config:StartConfigRulesEvaluation', () =>
        client.send(
          new StartConfigRulesEvaluationCommand({ ConfigRuleNames: [...ConfigRuleNames] }),
        ),
      );
    }
  },
});

function* batches<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
