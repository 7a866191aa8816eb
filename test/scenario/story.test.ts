import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { rules } from '#shared/rules/registry.ts';
import { compiled } from '../cli/guard.ts';

const root = join(import.meta.dirname, '../..');

jest.setTimeout(400_000);

describe('npm start', () => {
  let story: string;
  let code: number | null;
  beforeAll(async () => {
    const child = spawn(process.execPath, ['cli/story.ts'], {
      cwd: root,
      env: { PATH: process.env.PATH, HOME: tmpdir(), NODE_COMPILE_CACHE: compiled },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    story = await text(child.stdout);
    code = await ended;
  });

  it('ends by itself, and well', () => {
    expect(story).not.toContain('This is not how it should go');
    expect(code).toBe(0);
  });

  it('has its chapters', () => {
    const chapters = [...story.matchAll(/^[ \d]\d {2}(.+)$/gm)].map(([, title]) => title);
    expect(chapters).toEqual([
      'The contact center',
      'The AWS Config dashboard, by rule',
      'The buckets, before',
      'A person closes the buckets, and lets the guard write',
      'Somebody opens a bucket',
      'AWS Config notices, SSM Automation remediates',
      'The buckets, after',
      'Who can play a recording of acme-sales now?',
      'Where contact records go, and where they are lost',
      'The way back',
    ]);
  });

  it('shows a plan with who loses access, and that just this was written', () => {
    expect(story).toMatch(
      /nobody gets in but Amazon Connect, the guard and:\s+ContactCenterAdmin \(administrator\)/,
    );
    expect(story).toMatch(/loses access +.*ReportingAnalyst/);
    expect(story).toMatch(/guard -- apply acme-connect-sales --planned [0-9a-f]{12} --yes/);
    expect(story).toMatch(/^ +REMEDIATED +backups\/acme-connect-sales\//m);
  });

  it('shows who could play a recording at first, when it was open, and now', () => {
    const rows = story.slice(story.indexOf('GetObject BY')).split('\n').slice(1, 6);
    expect(rows.map((row) => row.trim().split(/ {2,}/))).toEqual([
      ['Amazon Connect', 'plays', 'plays', 'plays'],
      ['the administrator', 'plays', 'plays', 'plays'],
      ['an analyst', 'plays', 'plays', 'AccessDenied'],
      ['a data scientist', 'plays', 'plays', 'AccessDenied'],
      ['anybody on the internet', 'AccessDenied', 'plays', 'AccessDenied'],
    ]);
  });

  it('has for each rule something in order and something that is not', () => {
    const lines = story.split('\n');
    for (const { id } of rules) {
      const [name, ok, wrong] =
        lines
          .find((line) => line.trim().startsWith(`${id} `))
          ?.trim()
          .split(/ {2,}/) ?? [];
      expect([name, Number(ok) > 0, wrong]).toEqual([id, true, expect.stringMatching(/\w/)]);
    }
  });

  it('shows a contact record that arrives, and one that is lost with the rule that says so', () => {
    expect(story).toMatch(/into +acme-records-archive, with [0-9a-f-]{36}\s+delivered/);
    expect(story).toMatch(/into +acme-sales-records dropped \(\w+\)/);
    expect(story).toMatch(/stream-key-usable-by-connect +NON_COMPLIANT: /);
  });

  it('shows the automation with its outcome and the way back', () => {
    expect(story).toMatch(/acme-connect-sales +REMEDIATED +[0-9a-f-]{36}/);
    expect(story).toMatch(
      /guard -- restore acme-connect-sales backups\/acme-connect-sales\/\S+\.json --yes/,
    );
  });

  it('fits into 100 columns', () => {
    const wide = story.split('\n').filter((line) => line.length > 100 && !line.includes('npm run'));
    expect(wide).toEqual([]);
  });
});

describe('npm start with an option that it does not have', () => {
  it('says so in one line and what there is, and starts nothing', async () => {
    const child = spawn(process.execPath, ['cli/story.ts', '--plain'], {
      cwd: root,
      env: { PATH: process.env.PATH, HOME: tmpdir(), NODE_COMPILE_CACHE: compiled },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    const [told, complaint] = await Promise.all([text(child.stdout), text(child.stderr)]);
    expect(await ended).toBe(2);
    expect(told).toBe('');
    expect(complaint).toMatch(
      /^connect-guard: Unknown option '--plain'.* npm start \[-- --keep\]\n$/,
    );
  });
});
