import { Command } from 'commander';
import { coloursFor } from './terminal.ts';

type Example = readonly [what: string, command: string];

/**
 * A command with the house's manners: styled help, errors on stderr, no exit of its own.
 * @param summary one line in the list of commands
 * @param more what its own help says beyond that
 */
export function describe(command: Command, summary: string, more = ''): Command {
  const out = coloursFor(process.stdout);
  return command
    .summary(summary)
    .description(`${sentence(summary)}${more && ` ${more}`}`)
    .exitOverride()
    .showSuggestionAfterError(true)
    .allowExcessArguments(false)
    .configureHelp({
      styleTitle: (text) => out.bold(text),
      styleCommandText: (text) => out.cyan(text),
      styleSubcommandTerm: (text) => out.cyan(text),
      styleOptionTerm: (text) => out.cyan(text),
    })
    .configureOutput({
      outputError: (text, write) =>
        write(
          `${coloursFor(process.stderr).red('connect-guard:')} ${text.replace(/^error: /, '')}`,
        ),
    })
    .helpOption('-h, --help', 'explain this command');
}

/** A command that only holds other commands; without one it prints its help and counts as a mistake. */
export function group(name: string, summary: string, commands: readonly Command[]): Command {
  const command = describe(new Command(name), summary).helpCommand(false);
  for (const each of commands) command.addCommand(each);
  return command;
}

/** Ends a command's help with commands to copy. */
export function examples(command: Command, list: readonly Example[]): Command {
  const colours = coloursFor(process.stdout);
  const lines = list.map(([what, line]) => `  ${colours.dim(`# ${what}`)}\n  $ ${line}`);
  return command.addHelpText('after', `\n${colours.bold('Examples:')}\n${lines.join('\n\n')}`);
}

const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?!]$/.test(text) ? '' : '.'}`;
