import { answerConfig } from '#functions/answer-config.ts';
import { deployment } from '#functions/deployment.ts';
import { refresh } from '#functions/ports/refresh.ts';
import { clock, config, state } from '#functions/ports.ts';
import { instanceRules } from '#shared/rules/registry.ts';
import { evaluate } from '#shared/usecases/evaluate.ts';
import { gatherInstances } from '#shared/usecases/gather-instances.ts';

const world = {
  clock,
  config: config(),
  refresh: refresh(),
  state: state(),
};
const guard = { deployment: deployment(), rules: instanceRules, gather: gatherInstances };

/** AWS Config's question about one Connect instance, or about all. */
export const handler = answerConfig((event) => evaluate(world, { ...guard, event }));
