import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import type { LedgerEntry } from '#infra/local/ledger.ts';
import { LocalAws } from '#infra/local/local-aws.ts';
import { createDeliveryStream } from '#infra/local/services/firehose/state.ts';
import { createRole } from '#infra/local/services/iam/entities.ts';
import { createBucket } from '#infra/local/services/s3/buckets.ts';
import { statePort } from '#shared/aws/state.ts';
import { inventoryKey } from '#shared/connect/stored-inventory.ts';
import { rules } from '#shared/rules/registry.ts';
import { settingsKey } from '#shared/settings/settings.ts';
import { count, type Figures, measured } from './figures.ts';
import { inventoryNow } from './inventory-now.ts';
import { deployment, home, root, seedLargeAccount, settings } from './large-account.ts';
import { benchManyBuckets } from './many-buckets.ts';

const instances = 10;

interface Judged {
  readonly resources: number;
  readonly cpuMilliseconds: number;
  readonly bytes: number;
}

/** One process, all compiled: each rule judging everything, and 10,000 buckets. */
export const benchWarm = async (): Promise<Figures> => ({
  ...(await benchRules()),
  ...(await benchManyBuckets()),
});

async function benchRules(): Promise<Figures> {
  const aws = await LocalAws.start({ home, throttles: 'off' });
  try {
    seedLargeAccount(aws, instances);
    seedDeliveries(aws);
    const state = statePort(
      new S3Client(aws.clientFor(root)),
      deployment.stateBucket,
      home.account,
    );
    await state.write(settingsKey, JSON.stringify(settings));
    await state.write(inventoryKey, JSON.stringify(await inventoryNow(aws)));
    return await byRule(aws);
  } finally {
    await aws.close();
  }
}

/** From the stream of each instance into one bucket. */
function seedDeliveries({ world }: LocalAws): void {
  const service = { Service: 'firehose.amazonaws.com' };
  const trustPolicy = {
    Statement: { Effect: 'Allow', Principal: service, Action: 'sts:AssumeRole' },
  };
  const allowed = { Effect: 'Allow', Action: ['kinesis:*', 's3:*', 'kms:*'], Resource: '*' };
  const { arn: role } = createRole(world, home, {
    name: 'RecordsDelivery',
    trustPolicy,
    policies: { Delivery: { Statement: allowed } },
  });
  createBucket(world, home, { name: 'records' });
  for (let n = 0; n < instances; n++) {
    const name = `records-${n}`;
    const source = `arn:${home.partition}:kinesis:${home.region}:${home.account}:stream/${name}`;
    createDeliveryStream(world, home, { name, role, bucket: 'records', source });
  }
}

async function byRule(aws: LocalAws): Promise<Figures> {
  const { accessKeyId, secretAccessKey } = aws.credentialsFor(root);
  const child = fork(join(import.meta.dirname, 'warm-process.ts'), {
    env: {
      AWS_ENDPOINT_URL: aws.endpoint,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
    },
  });
  const ended = new AbortController();
  child.once('exit', () => ended.abort());
  const figures: Record<string, Figures[string]> = {};
  try {
    for (const { id } of rules) {
      await judge(child, id, ended.signal);
      const from = aws.world.ledger.entries.length;
      const judged = await judge(child, id, ended.signal);
      const calls = aws.world.ledger.entries.slice(from);
      const of = `${id}, ${judged.resources} resources`;
      Object.assign(figures, {
        [`${of}: calls`]: count(calls.length, 'calls', `${leastCalls(calls)}`),
        [`${of}: CPU for each`]: measured(judged.cpuMilliseconds / judged.resources, 'ms'),
        [`${of}: read and sent for each`]: measured(judged.bytes / 1024 / judged.resources, 'KB'),
      });
    }
  } finally {
    child.disconnect();
  }
  return figures;
}

async function judge(child: ChildProcess, rule: string, signal: AbortSignal): Promise<Judged> {
  child.send(rule);
  const [judged]: Judged[] = await once(child, 'message', { signal });
  if (!judged) throw new Error(`${rule}: no answer`);
  return judged;
}

/** Nothing asked twice: S3, KMS and Kinesis answer about one resource at a time. */
const leastCalls = (calls: readonly LedgerEntry[]): number =>
  new Set(
    calls.map(({ operation, checks }) =>
      JSON.stringify([operation, checks.map(({ action, resource }) => [action, resource])]),
    ),
  ).size;
