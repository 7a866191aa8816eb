import type * as Config from '@aws-sdk/client-config-service';
import { remediateAutomatically } from '../../config-engine/remediate.ts';
import { AwsError, type Call, type Operation } from '../../service.ts';
import { sendConfigFinding } from '../securityhub/config-twin.ts';
import { onEverything } from './rule-access.ts';
import { configState, keyOf, type ResourceKey, type StoredRule } from './state.ts';

const testToken = 'TESTMODE';

/** @see https://docs.aws.amazon.com/config/latest/APIReference/API_PutEvaluations.html */
export const putEvaluations: Operation<
  Config.PutEvaluationsRequest,
  Config.PutEvaluationsResponse
> = {
  access: (call) => onEverything(call as never),
  run(call) {
    const {
      Evaluations: evaluations = [],
      TestMode: test = false,
      ResultToken: token,
    } = call.input;
    if (evaluations.length > 100) {
      const message = `Value '${evaluations.length}' at 'evaluations' failed to satisfy constraint: Member must have length less than or equal to 100`;
      throw new AwsError('ValidationException', message);
    }
    evaluations.forEach(check);
    if (test) {
      if (token !== testToken) ruleOf(call);
      return { FailedEvaluations: [] };
    }
    const { rule, invoked } = ruleOf(call);
    const { failing, resources } = configState(call.world, call.scope);
    const anyResource = call.world.unconfirmed['config-takes-evaluations-of-unrecorded-resources'];
    const failed = evaluations.filter(
      (evaluation) =>
        failing(evaluation) || (!anyResource && !resources.has(keyOf(resourceOf(evaluation)))),
    );
    for (const evaluation of evaluations) {
      if (!failed.includes(evaluation)) store(call, rule, invoked, evaluation);
    }
    return { FailedEvaluations: failed };
  },
};

/** @throws AwsError `InvalidResultTokenException` */
function ruleOf({ world, scope, input }: Call<Config.PutEvaluationsRequest>): {
  readonly rule: StoredRule;
  readonly invoked: Date;
} {
  const { tokens, rules } = configState(world, scope);
  const entry = tokens.get(input.ResultToken ?? '');
  const rule = entry && rules.get(entry.rule);
  if (entry !== undefined && rule !== undefined) return { rule, invoked: entry.invoked };
  throw new AwsError('InvalidResultTokenException', 'The specified ResultToken is not valid.');
}

const verdicts = new Set(['COMPLIANT', 'NON_COMPLIANT', 'NOT_APPLICABLE']);

function check(evaluation: Config.Evaluation, index: number): void {
  const at = `evaluations.${index + 1}.member`;
  const invalid = (field: string, rule: string): AwsError =>
    new AwsError('ValidationException', `Value at '${at}.${field}' failed: ${rule}`);
  const { Annotation: annotation, ComplianceResourceId: id = '' } = evaluation;
  const { ComplianceResourceType: type = '', ComplianceType: verdict = '' } = evaluation;
  if (annotation !== undefined && (annotation.length < 1 || annotation.length > 256)) {
    throw invalid('annotation', 'Member must have length between 1 and 256');
  }
  if (id.length < 1 || id.length > 768) {
    throw invalid('complianceResourceId', 'Member must have length between 1 and 768');
  }
  if (!/^AWS::\w*::\w+$/.test(type)) {
    throw invalid('complianceResourceType', `${type} is not a resource type`);
  }
  if (!verdicts.has(verdict)) {
    const message = `ComplianceType ${verdict} is not valid for PutEvaluations.`;
    throw new AwsError('InvalidParameterValueException', message);
  }
  if (!(evaluation.OrderingTimestamp instanceof Date)) {
    throw invalid('orderingTimestamp', 'Member must not be null');
  }
}

const resourceOf = (evaluation: Config.Evaluation): ResourceKey => ({
  resourceType: evaluation.ComplianceResourceType ?? '',
  resourceId: evaluation.ComplianceResourceId ?? '',
});

/** An evaluation of an earlier state does not take the place of a later one's. */
function store(
  { world, scope }: Call<Config.PutEvaluationsRequest>,
  rule: StoredRule,
  invoked: Date,
  evaluation: Config.Evaluation,
): void {
  const key = resourceOf(evaluation);
  const earlier = rule.results.get(keyOf(key))?.evaluation.OrderingTimestamp;
  const ordering = evaluation.OrderingTimestamp;
  const overtaken = earlier !== undefined && ordering !== undefined && earlier > ordering;
  if (overtaken && world.unconfirmed['config-keeps-the-later-evaluation']) return;
  rule.results.set(keyOf(key), { evaluation, recorded: world.clock.now(), invoked });
  sendConfigFinding(world, scope, rule, key, evaluation);
  if (evaluation.ComplianceType === 'NON_COMPLIANT') {
    remediateAutomatically(world, scope, rule.name, key);
  }
}
