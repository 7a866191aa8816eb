import { Command } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { adopt } from './commands/adopt.ts';
import { apply } from './commands/apply.ts';
import { audit } from './commands/audit.ts';
import { backups } from './commands/backups.ts';
import { can } from './commands/can.ts';
import { check } from './commands/check.ts';
import { compare } from './commands/compare.ts';
import { addCompletion } from './commands/completion.ts';
import { cost } from './commands/cost.ts';
import { decide } from './commands/decide.ts';
import { doctor } from './commands/doctor.ts';
import { exceptions } from './commands/exceptions.ts';
import { explain } from './commands/explain.ts';
import { generate } from './commands/generate.ts';
import { impact } from './commands/impact.ts';
import { inventory } from './commands/inventory.ts';
import { local } from './commands/local.ts';
import { plan } from './commands/plan.ts';
import { restore } from './commands/restore.ts';
import { rules } from './commands/rules.ts';
import { settings } from './commands/settings.ts';
import { who } from './commands/who.ts';
import { describe, examples } from './help.ts';

/** All commands. Each imports what it works with only when it runs, so that help and checks are quick. */
export function createProgram(): Command {
  const program = describe(
    new Command('connect-guard'),
    'Keeps the buckets of Amazon Connect closed to everyone but Connect and the named administrators.',
  )
    .usage('<command> [options]')
    .version(packageJson.version, '-V, --version', 'print the version')
    .helpCommand(false)
    .configureHelp({ subcommandTerm: (command) => command.name() });
  program.commandsGroup('Try a policy, with no AWS account:');
  for (const command of [generate(), check(), decide(), compare(), rules(), explain()])
    program.addCommand(command);
  program.commandsGroup('See what is open in an account:');
  program.addCommand(audit());
  program.commandsGroup('Run the guard of an account:');
  for (const command of [settings(), inventory(), exceptions(), doctor(), cost()])
    program.addCommand(command);
  program.commandsGroup('Ask who gets in:');
  for (const command of [who(), can(), impact()]) program.addCommand(command);
  program.commandsGroup('Change the policy of a bucket, and take it back:');
  for (const command of [plan(), apply(), adopt(), backups(), restore()])
    program.addCommand(command);
  program.commandsGroup('See it run on this machine:');
  program.addCommand(local());
  program.commandsGroup('In the shell:');
  addCompletion(program);
  return examples(program, [
    [
      'the policy that a bucket should have',
      'connect-guard generate bucket-policy --facts facts.json',
    ],
    [
      'does this policy keep the bucket closed, and who gets in if not?',
      'connect-guard check --facts facts.json --policy policy.json',
    ],
    [
      'what would be written to the buckets of an account, and why not?',
      'connect-guard plan --all',
    ],
    [
      'an AWS of its own on this machine, with the guard deployed',
      'connect-guard local --port 4566 --scenario contact-center',
    ],
  ]).addHelpText('after', exitCodeHelp);
}

const exitCodeHelp = `
Exit codes:
  0 done, or: it holds     2 wrong arguments or input     4 cannot tell
  1 it fails: findings     3 AWS refused, or it broke`;
