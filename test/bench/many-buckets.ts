import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { bundleFunction } from '#infra/build/bundle-functions.ts';
import { LocalAws } from '#infra/local/local-aws.ts';
import { configState } from '#infra/local/services/config/state.ts';
import { createRole } from '#infra/local/services/iam/entities.ts';
import { createBucket } from '#infra/local/services/s3/buckets.ts';
import { statePort } from '#shared/aws/state.ts';
import { configRuleName } from '#shared/connect/deployment.ts';
import { known } from '#shared/connect/fact.ts';
import type { ConnectInstance, Inventory } from '#shared/connect/inventory.ts';
import { inventoryKey } from '#shared/connect/stored-inventory.ts';
import { generateBucketPolicy } from '#shared/generate/bucket-policy.ts';
import { settingsKey } from '#shared/settings/settings.ts';
import { account, deployment, facts, inventory, region, roles } from '../fakes/contact-center.ts';
import { start } from './cold-start.ts';
import { count, type Figures, measured } from './figures.ts';
import { home, root } from './large-account.ts';
import { inOwnProcess } from './own-process.ts';

const buckets = 10_000;
const rule = configRuleName('bucket-policy-least-privilege');

/** The function as it is deployed answers one question about so many buckets, over HTTP. */
export async function benchManyBuckets(): Promise<Figures> {
  const folder = await mkdtemp(join(tmpdir(), 'many-buckets-'));
  const aws = await LocalAws.start({ home, throttles: 'off' });
  try {
    const large = await seed(aws);
    await bundleFunction('evaluate-buckets', folder);
    const from = aws.world.ledger.entries.length;
    const { load, answer } = await start(
      { aws, questionOf: () => scheduled },
      { name: 'evaluate-buckets', file: join(folder, 'index.mjs') },
    );
    const empty = await inOwnProcess<{ megabytes: number }>('empty-process.ts');
    const calls = aws.world.ledger.entries.slice(from).map(({ operation }) => operation);
    const made = (operation: string) => calls.filter((each) => each === operation).length;
    const results = [...(configState(aws.world, home).rules.get(rule)?.results.values() ?? [])];
    const closed = results.filter(({ evaluation }) => evaluation.ComplianceType === 'COMPLIANT');
    const of = `${buckets} buckets in one evaluation`;
    const cpu = answer.cpuMilliseconds - load.cpuMilliseconds;
    const batches = buckets / 100;
    const least = buckets + batches + Object.keys(roles).length;
    return {
      [`${of}: closed`]: count(closed.length, 'buckets', `${Object.keys(large.buckets).length}`),
      [`${of}: policies read`]: count(made('GetBucketPolicy'), 'calls', `${buckets}`),
      [`${of}: evaluations put`]: count(made('PutEvaluations'), 'calls', `${batches}`),
      [`${of}: calls in all`]: count(calls.length, 'calls', `≤ ${least}`),
      [`${of}: CPU for each`]: measured(cpu / buckets, 'ms'),
      [`${of}: memory`]: measured(answer.megabytes, 'MB', {
        what: 'an empty process',
        value: empty.megabytes,
      }),
    };
  } finally {
    await aws.close();
    await rm(folder, { recursive: true });
  }
}

async function seed(aws: LocalAws): Promise<Inventory> {
  const { world } = aws;
  const trustPolicy = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: root }, Action: 'sts:AssumeRole' }],
  };
  for (const { arn, id } of Object.values(roles)) {
    const [, path = '/', name = ''] = /:role(\/(?:.*\/)?)(.*)$/.exec(arn) ?? [];
    createRole(world, home, { name, path, id, trustPolicy });
  }
  createBucket(world, home, { name: deployment.stateBucket });
  const large = largeInventory();
  for (const name of Object.keys(large.buckets)) {
    const policy = JSON.stringify(generateBucketPolicy({ ...facts, bucket: name }));
    createBucket(world, home, { name, policy });
  }
  const arn = `arn:aws:config:${region}:${account}:config-rule/${rule}`;
  const stored = { name: rule, id: rule, arn, rule: { Source: undefined }, results: new Map() };
  configState(world, home).rules.set(rule, stored);
  configState(world, home).tokens.set('token', { rule, invoked: world.clock.now() });
  const state = statePort(new S3Client(aws.clientFor(root)), deployment.stateBucket, account);
  const settings = { version: 1, administrators: [roles.admin.arn] };
  await state.write(settingsKey, JSON.stringify(settings));
  await state.write(inventoryKey, JSON.stringify(large));
  return large;
}

/** Instances that store in four buckets each. */
function largeInventory(): Inventory {
  const instances = Array.from({ length: buckets / 4 }, (_, n): ConnectInstance => {
    const storage = [0, 1, 2, 3].map((index) => {
      const [bucket, resourceType] = [`center-${n}-${index}`, `TYPE_${index}`];
      return [
        resourceType,
        known([{ resourceType, storageType: 'S3', bucket, prefix: 'connect' }]),
      ] as const;
    });
    return {
      arn: `arn:aws:connect:${region}:${account}:instance/${n}`,
      id: `${n}`,
      serviceRole: known(roles.tokyo),
      storage: Object.fromEntries(storage),
      attributes: {},
    };
  });
  const names = instances.flatMap(({ id }) => [0, 1, 2, 3].map((index) => `center-${id}-${index}`));
  const owned = known({ owner: 'this-account' as const, region });
  return {
    ...inventory,
    takenAt: new Date().toISOString(),
    instances: known(instances),
    buckets: Object.fromEntries(names.map((name) => [name, owned])),
  };
}

const scheduled = {
  invokingEvent: JSON.stringify({
    messageType: 'ScheduledNotification',
    notificationCreationTime: '2026-03-01T12:00:00.000Z',
  }),
  ruleParameters: '{}',
  resultToken: 'token',
  configRuleName: rule,
};
