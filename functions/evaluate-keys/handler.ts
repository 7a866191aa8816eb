import { answerConfig } from '#functions/answer-config.ts';
import { deployment } from '#functions/deployment.ts';
import { keys } from '#functions/ports/keys.ts';
import { refresh } from '#functions/ports/refresh.ts';
import { clock, config, principalPolicies, state } from '#functions/ports.ts';
import { keyRules } from '#shared/rules/registry.ts';
import { evaluate } from '#shared/usecases/evaluate.ts';
import { gatherKeys } from '#shared/usecases/gather-keys.ts';

const world = {
  clock,
  config: config(),
  keys: keys(),
  principalPolicies,
  refresh: refresh(),
  state: state(),
};
const guard = { deployment: deployment(), rules: keyRules, gather: gatherKeys(world) };

/** AWS Config's question about one key, or about all. */
export const handler = answerConfig((event) => evaluate(world, { ...guard, event }));
