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
import { contactCenter } from '#infra/local/scenarios/contact-center.ts';
import { configPort } from '#shared/aws/config.ts';
import { configRuleName, deploymentIn, functionNames } from '#shared/connect/deployment.ts';
import { inventoryKey, parseInventory } from '#shared/connect/stored-inventory.ts';
import { rules } from '#shared/rules/registry.ts';
import { refreshKey } from '#shared/usecases/refresh-state.ts';
import { guardedAccount } from '../scenario/guarded-account.ts';
import { type SweepMeasure, sweepTwoHundred } from './sweep.ts';

/** AWS calls of one evaluation of everything that a rule judges, as the ledger has them. */
export interface RuleMeasure {
  readonly rule: string;
  /** How many resources it judged. */
  readonly resources: number;
  readonly calls: number;
  readonly connectCalls: number;
  /** Calls by service, the most first. */
  readonly services: string;
}

/** AWS calls of one run of the function that keeps the inventory. */
export interface RefreshMeasure {
  readonly what: string;
  readonly calls: number;
  readonly connectCalls: number;
  readonly services: string;
}

export interface LedgerBench {
  readonly instances: number;
  readonly rules: readonly RuleMeasure[];
  readonly refreshes: readonly RefreshMeasure[];
  readonly twoHundred: readonly SweepMeasure[];
}

/** Counts on the embedded AWS, with the scenario's account and the deployed stack. */
export async function benchLedger(): Promise<LedgerBench> {
  const aws = await guardedAccount({ ...contactCenter.settings, mode: 'observe' });
  try {
    return {
      instances: await instancesOf(aws),
      rules: await measureRules(aws),
      refreshes: await measureRefreshes(aws),
      twoHundred: [await sweepTwoHundred(1), await sweepTwoHundred(2)],
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

async function measureRules(aws: LocalAws): Promise<readonly RuleMeasure[]> {
  const config = configPort(new ConfigServiceClient(aws.clientFor(root(aws))));
  const measures: RuleMeasure[] = [];
  for (const { id } of rules) {
    const name = configRuleName(id);
    const calls = await callsDuring(aws, 'Evaluate', () => config.startEvaluation([name]));
    const resources = (await config.judged(name)).length;
    measures.push({ rule: id, resources, ...counted(calls) });
  }
  return measures;
}

async function measureRefreshes(aws: LocalAws): Promise<readonly RefreshMeasure[]> {
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
    s3.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: tlsOnly(aws, bucket) }));
  const measures: RefreshMeasure[] = [];
  for (const [what, work] of [
    ['everything', invoke],
    ['again, at once', invoke],
    ["a Connect bucket's policy changes", changed(buckets.sales)],
    ["the state bucket's policy changes: not Connect's", changed(stateBucket)],
  ] as const) {
    measures.push({ what, ...counted(await callsDuring(aws, 'FollowChanges', work)) });
  }
  return measures;
}

const tlsOnly = ({ home }: LocalAws, bucket: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'Tls',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: ['', '/*'].map((rest) => `arn:${home.partition}:s3:::${bucket}${rest}`),
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  });

function counted(calls: readonly LedgerEntry[]) {
  const byService = [...Map.groupBy(calls, ({ service }) => service)]
    .map(([service, own]) => ({ service, count: own.length }))
    .toSorted((a, b) => b.count - a.count);
  return {
    calls: calls.length,
    connectCalls: calls.filter(({ service }) => service === 'connect').length,
    services: byService.map(({ service, count }) => `${service} ${count}`).join(', '),
  };
}

async function instancesOf(aws: LocalAws): Promise<number> {
  const { stateBucket } = deploymentIn(aws.home);
  const { Body } = await new S3Client(aws.clientFor(root(aws))).send(
    new GetObjectCommand({ Bucket: stateBucket, Key: inventoryKey }),
  );
  const { instances } = parseInventory((await Body?.transformToString()) ?? '');
  return instances.state === 'known' ? instances.value.length : 0;
}

/** For people. */
export function ledgerTable({
  instances,
  rules: each,
  refreshes,
  twoHundred,
}: LedgerBench): string {
  const pad = (text: string | number, width: number) => String(text).padEnd(width);
  const right = (text: string | number, width: number) => String(text).padStart(width);
  return [
    'AWS calls to judge all that a rule is about (embedded AWS, ledger)',
    `${pad('rule', 42)}${right('resources', 9)}${right('calls', 7)}${right('each', 7)}${right('Connect', 9)}`,
    ...each.map(
      ({ rule, resources, calls, connectCalls, services }) =>
        `${pad(rule, 42)}${right(resources, 9)}${right(calls, 7)}${right((calls / Math.max(1, resources)).toFixed(1), 7)}${right(connectCalls, 9)}  ${services}`,
    ),
    '',
    `AWS calls of a run of follow-changes (${instances} instances)`,
    ...refreshes.map(
      ({ what, calls, connectCalls, services }) =>
        `${pad(what, 50)}${right(calls, 7)}${right(connectCalls, 5)} to Connect  ${services}`,
    ),
    '',
    '200 instances, on a virtual clock, the function living 15 minutes and run every 15',
    ...twoHundred.map(
      ({ requestsPerSecond, calls, callsEach, runs, minutes, throttled }) =>
        `${requestsPerSecond}/s: ${calls} calls to Connect (${callsEach} each and the list), ${runs} runs, ${minutes} minutes, throttled ${throttled} times`,
    ),
  ].join('\n');
}
