import { answerConfig } from '#functions/answer-config.ts';
import { deployment } from '#functions/deployment.ts';
import { refresh } from '#functions/ports/refresh.ts';
import { buckets, clock, config, iam, principalPolicies, state } from '#functions/ports.ts';
import { administratorRules } from '#shared/rules/registry.ts';
import { evaluate } from '#shared/usecases/evaluate.ts';
import { gatherAdministrators } from '#shared/usecases/gather-administrators.ts';

const world = {
  bucket: buckets(),
  clock,
  config: config(),
  iam: iam(),
  principalPolicies,
  refresh: refresh(),
  state: state(),
};
const guard = {
  deployment: deployment(),
  rules: administratorRules,
  gather: gatherAdministrators(world),
};

/** AWS Config's question about one role or user, or about all. */
export const handler = answerConfig((event) => evaluate(world, { ...guard, event }));
