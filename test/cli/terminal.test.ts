import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { harmless, lineWidth, wantsColour } from '#cli/terminal.ts';
import { readEverything, request } from './examples.ts';

const { NO_COLOR, TERM } = process.env;

describe('colours', () => {
  afterEach(() => {
    Object.assign(process.env, { NO_COLOR: NO_COLOR ?? '', TERM: TERM ?? '' });
  });

  it('are for terminals', () => {
    Object.assign(process.env, { NO_COLOR: '', TERM: 'xterm' });
    expect(wantsColour({ isTTY: true })).toBe(true);
    expect(wantsColour({})).toBe(false);
  });

  it.each([{ NO_COLOR: '1' }, { TERM: 'dumb' }])('are not for a terminal with %j', (env) => {
    Object.assign(process.env, { NO_COLOR: '', TERM: 'xterm', ...env });
    expect(wantsColour({ isTTY: true })).toBe(false);
  });
});

describe('a terminal', () => {
  const { columns } = process.stdout;
  afterEach(() => {
    process.stdout.columns = columns;
  });

  it('is coloured, and not steered by what a name says', () => {
    const red = '\u001b[31mSid\u001b[39m\tof a statement\n';
    expect(harmless(red)).toBe(red);
    expect(harmless('a\u001b]0;title\u0007\u001b[2J\r\u202Eb')).toBe('a�]0;title��[2J��b');
  });

  it.each([
    [80, 80],
    [200, 100],
    [0, 100],
  ])('of %i columns gets lines of at most %i', (width, most) => {
    process.stdout.columns = width;
    expect(lineWidth()).toBe(most);
  });
});

describe('a reader that goes away', () => {
  it('ends a batch quietly', async () => {
    const main = join(import.meta.dirname, '../../cli/main.ts');
    const child = spawn(process.execPath, [main, 'decide', '--batch']);
    const line = `${JSON.stringify({ id: 1, request, identityPolicies: [readEverything] })}\n`;
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text;
    });
    child.stdin.on('error', () => {});
    child.stdin.write(line.repeat(2000));
    await once(child.stdout, 'data');
    child.stdout.destroy();
    child.stdin.end(line.repeat(2000));
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(stderr).toBe('');
  });
});
