import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';

const program = (codeFolder: string): string => `
  import { createWorld } from '#infra/local/world.ts';
  import { createRole } from '#infra/local/services/iam/entities.ts';
  import { putFunction } from '#infra/local/functions/state.ts';
  import { runFunction } from '#infra/local/functions/invoke.ts';
  const world = createWorld();
  const { arn } = createRole(world, world.home, { name: 'r', trustPolicy: {
    Version: '2012-10-17', Statement: [{ Effect: 'Allow',
      Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] } });
  const lambda = putFunction(world, world.home, { name: 'pids', role: arn, handler: 'index.handler',
    runtime: 'nodejs24.x', architectures: ['arm64'], codeFolder: ${JSON.stringify(codeFolder)},
    timeoutSeconds: 60, memoryMegabytes: 128, environment: {}, logGroup: 'g' });
  const { payload } = await runFunction(world, lambda, '{}');
  process.stdout.write(payload + '\\n');
  if (process.argv[1] === 'stay') setInterval(() => {}, 1000);
`;

function start(mode: string) {
  const folder = mkdtempSync(join(tmpdir(), 'orphans-'));
  writeFileSync(join(folder, 'index.mjs'), 'export const handler = async () => process.pid;');
  const parent = spawn(
    process.execPath,
    ['--input-type=module-typescript', '--eval', program(folder), mode],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const pid = new Promise<number>((resolve, reject) => {
    parent.stdout.once('data', (chunk: Buffer) => resolve(Number(chunk.toString())));
    parent.once('exit', (code) => reject(new Error(`ended with ${code} and said nothing`)));
  });
  return { parent, pid };
}

const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

async function isGone(pid: number): Promise<boolean> {
  for (let attempt = 0; attempt < 200 && alive(pid); attempt += 1) await sleep(25);
  return !alive(pid);
}

describe('the processes of functions', () => {
  it.each(['SIGINT', 'SIGKILL'] as const)('end with the embedded AWS on %s', async (signal) => {
    const { parent, pid } = start('stay');
    const child = await pid;
    expect(alive(child)).toBe(true);
    parent.kill(signal);
    expect(await isGone(child)).toBe(true);
  });

  it('do not keep the embedded AWS from ending by itself', async () => {
    const { parent, pid } = start('leave');
    const code = await new Promise((resolve) => parent.once('exit', resolve));
    expect(code).toBe(0);
    expect(await isGone(await pid)).toBe(true);
  });
});
