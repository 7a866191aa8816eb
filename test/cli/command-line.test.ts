import { describe, expect, it } from '@jest/globals';
import packageJson from '../../package.json' with { type: 'json' };
import { guard } from './guard.ts';

describe('the command line', () => {
  it('explains itself on standard output', async () => {
    const { code, stdout, stderr } = await guard(['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const command of ['generate', 'check', 'decide', 'compare', 'settings', 'local']) {
      expect(stdout).toContain(`  ${command} `);
    }
    expect(stdout).toContain('Exit codes:');
  });

  it.each([
    'generate bucket-policy',
    'check',
    'decide',
    'compare',
    'settings put',
    'settings show',
    'inventory show',
    'restore',
    'local',
  ])('teaches %s by examples', async (command) => {
    const { code, stdout } = await guard([...command.split(' '), '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain(`Usage: connect-guard ${command}`);
    expect(stdout).toContain(`$ `);
  });

  it('says its version as package.json does', async () => {
    expect(await guard(['--version'])).toEqual({
      code: 0,
      stdout: `${packageJson.version}\n`,
      stderr: '',
    });
  });

  it.each([
    [['chek'], "unknown command 'chek'", 'check'],
    [['check', '--polcy', 'x'], "unknown option '--polcy'", '--policy'],
    [['settings', 'pu'], "unknown command 'pu'", 'put'],
  ])('suggests what %j may have meant', async (args, problem, suggestion) => {
    const { code, stdout, stderr } = await guard(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`connect-guard: ${problem}`);
    expect(stderr).toContain(`(Did you mean ${suggestion}?)`);
  });

  it.each([[[]], [['settings']], [['generate']]])(
    'prints help to standard error when %j lacks a command',
    async (args) => {
      const { code, stdout, stderr } = await guard(args);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain('Usage: connect-guard');
    },
  );

  it('shows the inventory without being told to show it', async () => {
    const [short, long] = await Promise.all([guard(['inventory']), guard(['inventory', 'show'])]);
    expect(short.stderr).toContain('no region');
    expect(short).toEqual(long);
  });

  it('uses no colours when nobody looks', async () => {
    const { stdout } = await guard(['--help'], { env: { TERM: 'xterm-256color' } });
    expect(stdout).not.toContain('\u001b');
  });
});
