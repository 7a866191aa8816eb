import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { compiled, guard } from '../cli/guard.ts';

const root = join(import.meta.dirname, '../..');
const started: ChildProcess[] = [];

interface Served {
  readonly child: ChildProcess;
  /** What came in one piece on standard output. */
  readonly chunks: readonly string[];
  readonly settings: Readonly<Record<string, string>>;
}

function start(command: string, args: readonly string[]) {
  const child = spawn(command, [...args, '--port', '0', '--scenario', 'contact-center'], {
    cwd: root,
    env: { PATH: process.env.PATH, HOME: tmpdir(), NODE_COMPILE_CACHE: compiled },
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  started.push(child);
  return child;
}

async function serve(child: ReturnType<typeof start>): Promise<Served> {
  const chunks: string[] = [];
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
  await Promise.race([
    once(child.stdout ?? child, 'data'),
    once(child, 'exit').then(() => Promise.reject(new Error('it ended before it was ready'))),
  ]);
  const settings = Object.fromEntries(
    chunks
      .join('')
      .trimEnd()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
  return { child, chunks, settings };
}

const direct = () => start(process.execPath, ['cli/main.ts', 'local']);

const processes = (columns: string): readonly string[] =>
  execFileSync('ps', ['-A', '-o', columns], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim());

/** The processes below one, as the system knows them. */
function descendants(pid: number): readonly number[] {
  const pairs = processes('pid=,ppid=').map((line) => line.split(/\s+/).map(Number));
  const below = (parent: number): number[] =>
    pairs.flatMap(([child = 0, of]) => (of === parent ? [child, ...below(child)] : []));
  return below(pid);
}

/** Resolves when the first of the guard's functions runs. @returns all processes below `leader` */
async function withFunctions({ pid: leader = 0 }: ChildProcess): Promise<readonly number[]> {
  for (;;) {
    const pids = descendants(leader);
    const functions = processes('pid=,args=').filter((line) => line.includes('runner.ts'));
    if (functions.some((line) => pids.includes(Number.parseInt(line, 10)))) return pids;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** What a failed test has left. */
function endGroup(leader: number | undefined): void {
  try {
    if (leader !== undefined) process.kill(-leader, 'SIGKILL');
  } catch {
    // Nothing was left.
  }
}

async function allEnd(pids: readonly number[]): Promise<void> {
  while (pids.some(isAlive)) await new Promise((resolve) => setTimeout(resolve, 20));
}

jest.setTimeout(400_000);

describe('connect-guard local', () => {
  afterAll(() => {
    for (const { pid } of started) endGroup(pid);
  });

  it('ends when the npm script that started it is told to', async () => {
    const { child } = await serve(start('npm', ['run', '--silent', 'guard', '--', 'local']));
    const pids = descendants(child.pid ?? 0);
    child.kill('SIGTERM');
    await once(child, 'exit');
    await allEnd(pids);
  });

  it('leaves no process even when it is killed', async () => {
    const child = direct();
    const pids = await withFunctions(child);
    child.kill('SIGKILL');
    await allEnd(pids);
  });

  it('says so when the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const { code, stdout, stderr } = await guard(['local', '--port', String(port)]);
    other.close();
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain(`cannot listen on port ${port}`);
  });

  describe('once it serves', () => {
    let served: Served;
    beforeAll(async () => {
      served = await serve(direct());
    });

    it('has printed four lines in one write', () => {
      expect(served.chunks).toHaveLength(1);
      expect(Object.keys(served.settings)).toEqual([
        'AWS_ENDPOINT_URL',
        'AWS_REGION',
        'AWS_ACCESS_KEY_ID',
        'AWS_SECRET_ACCESS_KEY',
      ]);
    });

    it('knows the auditor whose key it printed', async () => {
      const { settings } = served;
      const { Arn } = await new STSClient({
        endpoint: settings.AWS_ENDPOINT_URL ?? '',
        region: settings.AWS_REGION ?? '',
        credentials: {
          accessKeyId: settings.AWS_ACCESS_KEY_ID ?? '',
          secretAccessKey: settings.AWS_SECRET_ACCESS_KEY ?? '',
        },
      }).send(new GetCallerIdentityCommand({}));
      expect(Arn).toBe('arn:aws:iam::111122223333:user/auditor');
    });

    it('shows the settings and the inventory, and takes no settings from an auditor', async () => {
      const { settings: env } = served;
      const shown = await guard(['settings', 'show'], { env });
      expect(JSON.parse(shown.stdout)).toMatchObject({ version: 1, mode: 'enforce' });
      const inventory = await guard(['inventory', 'show'], { env });
      expect(inventory.stdout).toContain('acme-legacy');
      const put = await guard(['settings', 'put', '-'], { env, input: '{"version": 1}' });
      expect(put.code).toBe(3);
      expect(put.stderr).toContain('AccessDenied');
      const again = await guard(['settings', 'show'], { env });
      expect(again.stdout).toBe(shown.stdout);
    });

    it('ends with 0 on Ctrl-C and leaves no process', async () => {
      const { child } = served;
      const pids = descendants(child.pid ?? 0);
      expect(pids.length).toBeGreaterThan(0);
      child.kill('SIGINT');
      expect(await once(child, 'exit')).toEqual([0, null]);
      await allEnd(pids);
    });
  });
});
