import { known } from '#shared/connect/fact.ts';
import type { ConnectInstance, Inventory } from '#shared/connect/inventory.ts';
import { generateBucketPolicy } from '#shared/generate/bucket-policy.ts';
import { bucketRules } from '#shared/rules/registry.ts';
import { evaluate } from '#shared/usecases/evaluate.ts';
import { gatherBuckets } from '#shared/usecases/gather-buckets.ts';
import {
  account,
  contactCenter,
  deployment,
  facts,
  inventory,
  region,
  roles,
} from '../fakes/contact-center.ts';
import { peakMegabytes } from './own-process.ts';
import { scheduled } from './scheduled.ts';

/** `node many-buckets-process.ts BUCKETS` judges so many closed buckets by their policies, as ports of fakes tell. */
const buckets = Number(process.argv[2]);
const world = contactCenter();
const owned = known({ owner: 'this-account' as const, region });
const all: Record<string, typeof owned> = {};
const instances = Array.from({ length: buckets / 4 }, (_, n): ConnectInstance => {
  const names = [0, 1, 2, 3].map((index) => `center-${n}-${index}`);
  for (const bucket of names) {
    all[bucket] = owned;
    world.bucket.policies.set(bucket, JSON.stringify(generateBucketPolicy({ ...facts, bucket })));
  }
  return {
    arn: `arn:aws:connect:${region}:${account}:instance/${n}`,
    id: `${n}`,
    serviceRole: known(roles.tokyo),
    storage: Object.fromEntries(
      names.map((bucket, index) => [
        `TYPE_${index}`,
        known([{ resourceType: `TYPE_${index}`, storageType: 'S3', bucket, prefix: 'connect' }]),
      ]),
    ),
    attributes: {},
  };
});
const large: Inventory = { ...inventory, instances: known(instances), buckets: all };
world.state.seed('inventory.json', large);
const begun = process.cpuUsage();
const { judged } = await evaluate(world, {
  deployment,
  rules: bucketRules,
  event: scheduled('bucket-policy-least-privilege'),
  gather: gatherBuckets(world),
});
const { user, system } = process.cpuUsage(begun);
console.log(
  JSON.stringify({
    judged: judged.length,
    closed: judged.filter(({ judgement }) => judgement.verdict === 'COMPLIANT').length,
    cpuMilliseconds: (user + system) / 1000,
    policiesRead: world.bucket.reads,
    iamCalls: world.iam.calls,
    megabytes: peakMegabytes(),
  }),
);
