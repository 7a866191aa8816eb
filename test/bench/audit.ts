import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { LocalAws } from '#infra/local/local-aws.ts';
import { statePort } from '#shared/aws/state.ts';
import { inventoryKey } from '#shared/connect/stored-inventory.ts';
import { settingsKey } from '#shared/settings/settings.ts';
import { count, type Figures, measured } from './figures.ts';
import { inventoryNow } from './inventory-now.ts';
import { deployment, home, root, seedLargeAccount, settings } from './large-account.ts';

/** What an audit of a large account takes, in a process of its own. */
interface AuditMeasure {
  readonly seconds: number;
  readonly firstRowSeconds: number;
  readonly calls: number;
  readonly connectCalls: number;
  readonly findings: number;
  /** The most memory that the process held, embedded AWS not counted. */
  readonly peakMegabytes: number;
}

const instances = 100;

/** No throttles: what AWS's own two requests a second to Connect would add is arithmetic. */
export async function benchAudit(): Promise<Figures> {
  const aws = await LocalAws.start({ home, throttles: 'off' });
  try {
    seedLargeAccount(aws, instances);
    const { stateBucket, account } = deployment;
    const state = statePort(new S3Client(aws.clientFor(root)), stateBucket, account);
    await state.write(settingsKey, JSON.stringify(settings));
    const live = await measure(aws);
    await state.write(inventoryKey, JSON.stringify(await inventoryNow(aws)));
    return {
      ...figuresOf(`${instances} instances, asked of Connect`, live),
      ...figuresOf(`${instances} instances, inventory stored`, await measure(aws)),
    };
  } finally {
    await aws.close();
  }
}

const figuresOf = (of: string, measure: AuditMeasure): Figures => ({
  [`${of}: all of it`]: measured(measure.seconds, 's'),
  [`${of}: first row`]: measured(measure.firstRowSeconds, 's', {
    what: 'all of it',
    value: measure.seconds,
  }),
  [`${of}: calls`]: count(measure.calls, 'calls'),
  [`${of}: calls to Connect`]: count(measure.connectCalls, 'calls'),
  [`${of}: findings that are open`]: count(measure.findings, 'findings'),
  [`${of}: memory`]: measured(measure.peakMegabytes, 'MB'),
});

async function measure(aws: LocalAws): Promise<AuditMeasure> {
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
    seconds,
    firstRowSeconds: (first - begun) / 1000,
    calls: calls.length,
    connectCalls: calls.filter(({ service }) => service === 'connect').length,
    findings: (stdout.match(/^(critical|high|medium|low) /gm) ?? []).length,
    peakMegabytes: kilobytes / 1024,
  };
}
