import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { openWorld } from '#cli/audit/open-world.ts';
import { LocalAws } from '#infra/local/local-aws.ts';
import { createInstance } from '#infra/local/services/connect/instances.ts';
import { createRole } from '#infra/local/services/iam/entities.ts';
import { createStream } from '#infra/local/services/kinesis/state.ts';
import { createKey } from '#infra/local/services/kms/state.ts';
import { createBucket } from '#infra/local/services/s3/buckets.ts';
import { statePort } from '#shared/aws/state.ts';
import { deploymentIn, roleName } from '#shared/connect/deployment.ts';
import { inventoryKey } from '#shared/connect/stored-inventory.ts';
import { settingsKey } from '#shared/settings/settings.ts';
import { sweepConnect } from '#shared/usecases/sweep-connect.ts';
import { inventoryOf } from '#shared/usecases/take-inventory.ts';

/** What an audit of a large account takes, in a process of its own. */
export interface AuditMeasure {
  readonly inventory: 'asked of Connect' | 'from the state bucket';
  readonly seconds: number;
  readonly firstRowSeconds: number;
  readonly calls: number;
  readonly connectCalls: number;
  readonly findings: number;
  /** The most memory that the process held, embedded AWS not counted. */
  readonly peakMegabytes: number;
}

export interface AuditBench {
  readonly instances: number;
  readonly buckets: number;
  readonly measures: readonly AuditMeasure[];
}

const home = { partition: 'aws', account: '111122223333', region: 'ap-northeast-1' };
const deployment = deploymentIn(home);
const root = `arn:aws:iam::${home.account}:root`;
const instances = 100;
const storedInS3 = ['CALL_RECORDINGS', 'CHAT_TRANSCRIPTS', 'SCHEDULED_REPORTS', 'ATTACHMENTS'];

/** A hundred instances, each with four buckets, a key and a stream of its own. */
function seed({ world }: LocalAws): void {
  const trustPolicy = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: root }, Action: 'sts:AssumeRole' }],
  };
  const administrator = createRole(world, home, { name: 'Administrator', trustPolicy });
  createRole(world, home, { name: roleName('Remediator', home.region), trustPolicy });
  createBucket(world, home, { name: deployment.stateBucket });
  for (let n = 0; n < instances; n++) {
    const key = createKey(world, home, { alias: `alias/center-${n}` }).arn;
    const stream = createStream(world, home, { name: `records-${n}`, key }).arn;
    const storage = storedInS3.map((resourceType, index) => {
      const bucket = `center-${n}-${index}`;
      const closed = index % 2 === 1;
      createBucket(world, home, {
        name: bucket,
        ...(closed && { policy: policyOf(bucket, administrator.id) }),
      });
      return { resourceType, bucket, prefix: `connect/center-${n}/${resourceType}`, key };
    });
    const records = { resourceType: 'CONTACT_TRACE_RECORDS', stream };
    createInstance(world, home, { alias: `center-${n}`, storage: [...storage, records] });
  }
}

/** As somebody puts it by hand. */
const policyOf = (bucket: string, id: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'OnlyUs',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
        Condition: { StringNotLike: { 'aws:userId': [`${id}:*`, home.account] } },
      },
    ],
  });

/** No throttles: what AWS's own two requests a second to Connect would add is arithmetic. */
export async function benchAudit(): Promise<AuditBench> {
  const aws = await LocalAws.start({ home, throttles: 'off' });
  try {
    seed(aws);
    const { stateBucket, account } = deployment;
    const state = statePort(new S3Client(aws.clientFor(root)), stateBucket, account);
    const settings = {
      version: 1,
      administrators: [`arn:aws:iam::${account}:role/Administrator`],
    };
    await state.write(settingsKey, JSON.stringify(settings));
    const live = await measure(aws, 'asked of Connect');
    await state.write(inventoryKey, JSON.stringify(await inventoryNow(aws)));
    const stored = await measure(aws, 'from the state bucket');
    return { instances, buckets: instances * storedInS3.length, measures: [live, stored] };
  } finally {
    await aws.close();
  }
}

async function inventoryNow(aws: LocalAws) {
  const { endpoint, region, credentials } = aws.clientFor(root);
  const session = {
    endpoint,
    region,
    credentials: async () => ({ ...credentials, expiration: new Date(8.64e15) }),
  };
  const world = openWorld(session, deployment, 1e6, () => {});
  const begun = { startedAt: world.clock.now().toISOString(), parts: {}, failed: [] };
  const sweep = await sweepConnect(world, begun, new Date(8.64e15), async () => {});
  const listed = sweep.listed ?? [];
  return (await inventoryOf(world, home, { ...sweep, listed }, undefined)).value;
}

async function measure(aws: LocalAws, inventory: AuditMeasure['inventory']): Promise<AuditMeasure> {
  const from = aws.world.ledger.entries.length;
  const { accessKeyId, secretAccessKey } = aws.credentialsFor(root);
  const begun = performance.now();
  const child = spawn(process.execPath, [join(import.meta.dirname, 'audit-process.ts')], {
    env: {
      PATH: process.env.PATH,
      AWS_ENDPOINT_URL: aws.endpoint,
      AWS_REGION: home.region,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr, first] = ['', '', 0];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (stdout === '') first = performance.now();
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  await new Promise((resolve) => child.on('close', resolve));
  const seconds = (performance.now() - begun) / 1000;
  const { kilobytes } = JSON.parse(stderr.trim().split('\n').at(-1) ?? '{}');
  const calls = aws.world.ledger.entries.slice(from);
  return {
    inventory,
    seconds,
    firstRowSeconds: (first - begun) / 1000,
    calls: calls.length,
    connectCalls: calls.filter(({ service }) => service === 'connect').length,
    findings: (stdout.match(/^(critical|high|medium|low) /gm) ?? []).length,
    peakMegabytes: kilobytes / 1024,
  };
}

/** For people. */
export function auditTable({ instances: count, buckets, measures }: AuditBench): string {
  const right = (text: string, width: number) => text.padStart(width);
  return [
    `connect-guard audit, ${count} instances, ${buckets} buckets (embedded AWS without throttles)`,
    `${'inventory'.padEnd(24)}${['seconds', 'first row', 'calls', 'Connect', 'open', 'peak MB'].map((head) => right(head, 10)).join('')}`,
    ...measures.map((each) =>
      [
        each.inventory.padEnd(24),
        right(each.seconds.toFixed(1), 10),
        right(each.firstRowSeconds.toFixed(1), 10),
        right(String(each.calls), 10),
        right(String(each.connectCalls), 10),
        right(String(each.findings), 10),
        right(each.peakMegabytes.toFixed(0), 10),
      ].join(''),
    ),
    `At Connect's two requests a second: ${Math.ceil((measures[0]?.connectCalls ?? 0) / 2 / 60)} minutes.`,
  ].join('\n');
}
