import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { guard } from './guard.ts';

const run = promisify(execFile);

/** What bash offers when Tab is pressed after these words, the last of which is being typed. */
async function offered(...words: readonly string[]): Promise<readonly string[]> {
  const script = `
    connect-guard() { node cli/main.ts "$@"; }
    # of the package bash-completion
    _get_comp_words_by_ref() { cur="\${COMP_WORDS[COMP_CWORD]}"; words=("\${COMP_WORDS[@]}"); }
    source <(connect-guard completion bash)
    COMP_WORDS=(connect-guard "$@"); COMP_CWORD=$#
    __connect_guard_complete 2>/dev/null
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = await run('bash', ['-c', script, 'bash', ...words]);
  return stdout.split('\n').filter((line) => line !== '');
}

describe('connect-guard completion', () => {
  it('lets bash complete commands, their commands and their options', async () => {
    const [commands, below, options] = await Promise.all([
      offered('in'),
      offered('settings', 'p'),
      offered('check', '--pol'),
    ]);
    expect(commands).toEqual(['inventory']);
    expect(below).toEqual(['put']);
    expect(options).toEqual(['--policy']);
  });

  it('has a script for zsh and fish, too, and knows no other shell', async () => {
    expect((await guard(['completion', 'zsh'])).stdout).toContain('#compdef connect-guard');
    expect((await guard(['completion', 'fish'])).stdout).toContain('complete -c connect-guard');
    const tcsh = await guard(['completion', 'tcsh']);
    expect([tcsh.code, tcsh.stderr]).toEqual([2, expect.stringContaining('Allowed choices')]);
  });
});
