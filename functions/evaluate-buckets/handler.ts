import { answerConfig } from '#functions/answer-config.ts';
import { deployment } from '#functions/deployment.ts';
import {
  bucketConfiguration,
  buckets,
  clock,
  config,
  iam,
  keys,
  refresh,
  state,
  trails,
} from '#functions/ports.ts';
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
