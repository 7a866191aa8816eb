import {
  type ConfigRuleEvaluationStatus,
  ConfigServiceClient,
  paginateDescribeConfigRuleEvaluationStatus,
} from '@aws-sdk/client-config-service';
import { perform } from '#shared/aws/errors.ts';
import { configRuleName } from '#shared/connect/deployment.ts';
import { type Examination, ok, trouble } from './diagnosis.ts';

/** Whether AWS Config can have the rules judged. */
export const evaluations: Examination = {
  subject: 'evaluations',
  async examine({ client: config }) {
    const client = new ConfigServiceClient(config);
    const states = await perform('config:DescribeConfigRuleEvaluationStatus', async () => {
      const found: ConfigRuleEvaluationStatus[] = [];
      for await (const page of paginateDescribeConfigRuleEvaluationStatus({ client }, {})) {
        found.push(...(page.ConfigRulesEvaluationStatus ?? []));
      }
      return found.filter(({ ConfigRuleName: name }) => name?.startsWith(configRuleName('')));
    });
    const failing = states.filter(({ LastErrorCode: code }) => code !== undefined);
    const never = states.filter(
      (state) => !state.LastSuccessfulInvocationTime && !state.LastFailedInvocationTime,
    );
    if (failing.length + never.length === 0) return [ok('Every rule was judged when last asked.')];
    return [
      ...failing.map((state) =>
        trouble(
          `${state.ConfigRuleName} failed: ${state.LastErrorCode}: ${state.LastErrorMessage}.`,
          'See the log groups /aws/lambda/connect-storage-guard-evaluate-….',
        ),
      ),
      ...(never.length > 0 ? [notYet(never)] : []),
    ];
  },
};

const notYet = (never: readonly ConfigRuleEvaluationStatus[]) =>
  trouble(
    `${never.map(({ ConfigRuleName: name }) => name).join(', ')} never ran.`,
    'Wait for the first run, or ask for it: aws configservice start-config-rules-evaluation.',
  );
