import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  PutBucketPolicyCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { LedgerEntry } from '#infra/local/ledger.ts';
import type { LocalAws } from '#infra/local/local-aws.ts';
import { buckets } from '#infra/local/scenarios/contact-center/buckets.ts';
import { tlsOnlyPolicy } from '#infra/local/scenarios/contact-center/policies.ts';
import { contactCenter } from '#infra/local/scenarios/contact-center.ts';
import { configPort } from '#shared/aws/config.ts';
import { configRuleName, deploymentIn, functionNames } from '#shared/connect/deployment.ts';
import { inventoryKey, parseInventory } from '#shared/connect/stored-inventory.ts';
import { rules } from '#shared/rules/registry.ts';
import { refreshKey } from '#shared/usecases/refresh-state.ts';
import { guardedAccount } from '../scenario/guarded-account.ts';
import { count, type Figures } from './figures.ts';

/** Calls that AWS got: of each rule judging all that it is about, and of the keeper of the inventory. */
export async function benchLedger(): Promise<Figures> {
  const aws = await guardedAccount({ ...contactCenter.settings, mode: 'observe' });
  try {
    return {
      'instances of the account': count(await instancesOf(aws), 'instances'),
      ...(await measureRules(aws)),
      ...(await measureRefreshes(aws)),
    };
  } finally {
    await aws.close();
  }
}

const root = ({ home }: LocalAws) => `arn:${home.partition}:iam::${home.account}:root`;

/** The calls of the guard's roles while `work` and what it set off went on. Logs are Lambda's. */
async function callsDuring(
  aws: LocalAws,
  role: string,
  work: () => Promise<unknown>,
): Promise<readonly LedgerEntry[]> {
  await aws.world.events.idle();
  const from = aws.world.ledger.entries.length;
  await work();
  await aws.world.events.idle();
  return aws.world.ledger.entries
    .slice(from)
    .filter(({ principal }) => principal.includes(`role/ConnectStorageGuard-${role}`))
    .filter(({ service }) => service !== 'logs');
}

async function measureRules(aws: LocalAws): Promise<Figures> {
  const config = configPort(new ConfigServiceClient(aws.clientFor(root(aws))));
  const figures: Record<string, Figures[string]> = {};
  for (const { id } of rules) {
    const name = configRuleName(id);
    const calls = await callsDuring(aws, 'Evaluate', () => config.startEvaluation([name]));
    const resources = (await config.judged(name)).length;
    Object.assign(figures, counted(`${id}, ${resources} resources`, calls));
  }
  return figures;
}

async function measureRefreshes(aws: LocalAws): Promise<Figures> {
  const { stateBucket } = deploymentIn(aws.home);
  const s3 = new S3Client(aws.clientFor(root(aws)));
  const invoke = () =>
    new LambdaClient(aws.clientFor(root(aws))).send(
      new InvokeCommand({
        FunctionName: functionNames.followChanges,
        Payload: JSON.stringify({ reason: 'bench' }),
      }),
    );
  for (const Key of [inventoryKey, refreshKey]) {
    await s3.send(new DeleteObjectCommand({ Bucket: stateBucket, Key }));
  }
  const changed = (bucket: string) => () =>
    s3.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: tlsOnlyPolicy(bucket) }));
  const figures: Record<string, Figures[string]> = {};
  for (const [what, work] of [
    ['everything', invoke],
    ['again, at once', invoke],
    ["a Connect bucket's policy changes", changed(buckets.sales)],
    ["the state bucket's policy changes: not Connect's", changed(stateBucket)],
  ] as const) {
    const calls = await callsDuring(aws, 'FollowChanges', work);
    Object.assign(figures, counted(`follow-changes, ${what}`, calls));
  }
  return figures;
}

const counted = (what: string, calls: readonly LedgerEntry[]): Figures => ({
  [`${what}: calls`]: count(calls.length, 'calls'),
  [`${what}: calls to Connect`]: count(
    calls.filter(({ service }) => service === 'connect').length,
    'calls',
  ),
});

async function instancesOf(aws: LocalAws): Promise<number> {
  const { stateBucket } = deploymentIn(aws.home);
  const { Body } = await new S3Client(aws.clientFor(root(aws))).send(
    new GetObjectCommand({ Bucket: stateBucket, Key: inventoryKey }),
  );
  const { instances } = parseInventory((await Body?.transformToString()) ?? '');
  return instances.state === 'known' ? instances.value.length : 0;
}
