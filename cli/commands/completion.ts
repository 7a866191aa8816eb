import tab from '@bomb.sh/tab/commander';
import type { Command } from 'commander';
import { describe, examples } from '../help.ts';

/**
 * Adds `connect-guard completion <shell>`, and the hidden `complete` that the shell then asks, to a
 * program that has all its other commands.
 */
export function addCompletion(program: Command): void {
  tab(program, { completionCommandName: 'completion' });
  for (const command of program.commands) {
    if (command.name() !== 'completion') continue;
    examples(
      describe(command, 'print a script by which the shell completes commands and options'),
      [
        ['bash, in ~/.bashrc', 'source <(connect-guard completion bash)'],
        ['zsh, in ~/.zshrc', 'source <(connect-guard completion zsh)'],
        ['fish', 'connect-guard completion fish | source'],
      ],
    );
  }
}
