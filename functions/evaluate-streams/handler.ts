import { answerConfig } from '#functions/answer-config.ts';
import { deployment } from '#functions/deployment.ts';
import { deliveryStreams } from '#functions/ports/delivery-streams.ts';
import { keys } from '#functions/ports/keys.ts';
import { refresh } from '#functions/ports/refresh.ts';
import { streams } from '#functions/ports/streams.ts';
import {
  bucketConfiguration,
  buckets,
  clock,
  config,
  principalPolicies,
  state,
} from '#functions/ports.ts';
import { streamRules } from '#shared/rules/registry.ts';
import { evaluate } from '#shared/usecases/evaluate.ts';
import { gatherStreams } from '#shared/usecases/gather-streams.ts';

const world = {
  bucket: buckets(),
  clock,
  config: config(),
  configuration: bucketConfiguration(),
  deliveryStreams: deliveryStreams(),
  keys: keys(),
  principalPolicies,
  refresh: refresh(),
  state: state(),
  streams: streams(),
};
const guard = { deployment: deployment(), rules: streamRules, gather: gatherStreams(world) };

/** AWS Config's question about one Kinesis or Firehose stream, or about all. */
export const handler = answerConfig((event) => evaluate(world, { ...guard, event }));
