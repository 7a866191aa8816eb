import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';

const root = join(import.meta.dirname, '../..');

jest.setTimeout(120_000);

describe('npm start', () => {
  let story: string;
  let code: number | null;
  beforeAll(async () => {
    const child = spawn(process.execPath, ['cli/story.ts'], {
      cwd: root,
      env: { PATH: process.env.PATH, HOME: tmpdir() },
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
    const chapters = [...story.matchAll(/^ \d {2}(.+)$/gm)].map(([, title]) => title);
    expect(chapters).toEqual([
      'The contact center',
      'The AWS Config dashboard, before',
      'A person lets the guard write',
      'Somebody opens a bucket',
      'AWS Config notices, SSM Automation remediates',
      'The AWS Config dashboard, after',
      'Who can play a recording of acme-sales now?',
      'The way back',
    ]);
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
