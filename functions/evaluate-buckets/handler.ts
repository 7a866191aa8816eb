import { answerConfig } from '#functions/answer-config.ts';
import { deployment } from '#functions/deployment.ts';
import { keys } from '#functions/ports/keys.ts';
import { refresh } from '#functions/ports/refresh.ts';
import { trails } from '#functions/ports/trails.ts';
import { bucketConfiguration, buckets, clock, config, iam, state } from '#functions/ports.ts';
import { bucketRules } from '#shared/rules/registry.ts';
import { evaluate } from '#shared/usecases/evaluate.ts';
import { gatherBuckets } from '#shared/usecases/gather-buckets.ts';

const world = {
  bucket: buckets(),
  clock,
  config: config(),
  configuration: bucketConfiguration(),
  iam: iam(),
  keys: keys(),
  refresh: refresh(),
  state: state(),
  trails: trails(),
};
const guard = { deployment: deployment(), rules: bucketRules, gather: gatherBuckets(world) };

/** AWS Config's question about one bucket, or about all. */
export const handler = answerConfig((event) => evaluate(world, { ...guard, event }));
