import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { GetBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { startScenario } from '#cli/local/start.ts';
import { synthesize } from '#infra/aws/synthesize.ts';
import { LocalAws } from '#infra/local/local-aws.ts';
import { contactCenter } from '#infra/local/scenarios/contact-center.ts';
import { createBucket } from '#infra/local/services/s3/buckets.ts';
import { type Figures, measured, median } from './figures.ts';

const home = { partition: 'aws', account: '111122223333', region: 'eu-central-1' };
const bucket = 'acme-recordings';
const policy = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: '*' },
});
const [requests, atOnce, starts] = [2000, 16, 5];

/** A server that answers what S3 would, and does nothing for it. */
async function bareServer(): Promise<Server> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.end(policy));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return server;
}

/** By the SDK's own client, in the same process: the second half of them, once all is compiled. */
async function perSecond(s3: S3Client): Promise<number> {
  let half = 0;
  let left = requests;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (left-- > 0) {
        if (left === requests / 2) half = performance.now();
        await s3.send(new GetBucketPolicyCommand({ Bucket: bucket }));
      }
    }),
  );
  return requests / 2 / ((performance.now() - half) / 1000);
}

/** `connect-guard local` until all is judged and closed, the stack being synthesized already. */
async function deployedIn(): Promise<number> {
  await synthesize();
  const begun = performance.now();
  const aws = await startScenario(contactCenter, 0, new AbortController().signal, () => {});
  const seconds = (performance.now() - begun) / 1000;
  await aws.close();
  return seconds;
}

/** `npm start`, by somebody who reads as fast as it is told. */
async function toldIn(): Promise<number> {
  const begun = performance.now();
  const story = spawn(process.execPath, [resolve(import.meta.dirname, '../../cli/story.ts')], {
    stdio: 'ignore',
  });
  const [code] = await once(story, 'exit');
  if (code !== 0) throw new Error(`npm start ended with ${code}`);
  return (performance.now() - begun) / 1000;
}

/** The embedded AWS itself: every test waits on it. */
export async function benchEmbedded(): Promise<Figures> {
  const listening: number[] = [];
  for (let start = 0; start < starts; start++) {
    const begun = performance.now();
    const aws = await LocalAws.start({ home });
    listening.push(performance.now() - begun);
    await aws.close();
  }
  const aws = await LocalAws.start({ home, throttles: 'off' });
  const bare = await bareServer();
  try {
    createBucket(aws.world, home, { name: bucket, policy });
    const client = aws.clientFor(`arn:aws:iam::${home.account}:root`);
    const { port } = bare.address() as AddressInfo;
    const server = `http://127.0.0.1:${port}`;
    const toBare = new S3Client({ ...client, endpoint: server, forcePathStyle: true });
    // The first to be measured would wait for the client to be compiled.
    await perSecond(toBare);
    const served = await perSecond(new S3Client({ ...client, forcePathStyle: true }));
    const reached = await perSecond(toBare);
    const limit = { what: 'a bare HTTP server, same client', value: reached };
    return {
      'listening, the first time': measured(listening[0] ?? Number.NaN, 'ms', undefined, '≤ 300'),
      'listening, again': measured(median(listening.slice(1)), 'ms'),
      'requests, each signed, allowed and noted': measured(served, '/s', limit),
      'the contact center, deployed, judged and closed': measured(
        await deployedIn(),
        's',
        undefined,
        '≤ 5 s',
      ),
      'npm start': measured(await toldIn(), 's', undefined, '≤ 15 s'),
    };
  } finally {
    bare.close();
    await aws.close();
  }
}
