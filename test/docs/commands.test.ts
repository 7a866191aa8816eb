import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Command } from 'commander';
import { createProgram } from '#cli/program.ts';
import type { LocalAws } from '#infra/local/local-aws.ts';
import { buckets } from '#infra/local/scenarios/contact-center/buckets.ts';
import { people } from '#infra/local/scenarios/contact-center/people.ts';
import { guard } from '../cli/guard.ts';
import { guardedCenter, type Ran, root, runAs } from '../cli/guarded-center.ts';
import {
  allHelp,
  shownInBlocks,
  shownInHelp,
  shownInSentences,
  variants,
} from './command-lines.ts';
import { elsewhere, files, words } from './stand-ins.ts';

jest.setTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), 'connect-guard-docs-'));
const before = process.cwd();
let aws: LocalAws;
let backup = '';
let digest = '';
beforeAll(async () => {
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), JSON.stringify(content));
  }
  process.chdir(folder);
  aws = await guardedCenter();
  const by = (line: string) => runAs(aws, people.administrator, () => run(line));
  await by(`apply ${buckets.sales} --yes`);
  const { stdout } = await by(`backups ${buckets.sales} --json`);
  backup = JSON.parse(stdout)[0].key;
  digest = JSON.parse((await by(`plan ${buckets.sales} --json`)).stdout).digest ?? '3f2a9c81d07e';
});
afterAll(async () => {
  process.chdir(before);
  await aws.close();
});

const argumentsOf = (line: string): readonly string[] =>
  [...line.replace(/ [|<>] .*/, '').matchAll(/"([^"]*)"|(\S+)/g)].map(
    ([, quoted, plain = '']) => quoted ?? plain,
  );

const standIn = (line: string): string =>
  words
    .reduce((text, [what, by]) => text.replace(what, () => by), line)
    .replace(/BACKUP|2026-11-20T09-15-00\.000Z-3f2a9c81d07e/, backup)
    .replace(/DIGEST|(?<=--planned )3f2a9c81d07e/, digest);

async function run(line: string): Promise<number> {
  process.exitCode = 0;
  // The library of completions prints by itself.
  const printed = jest.spyOn(console, 'log').mockImplementation(() => {});
  try {
    await createProgram().parseAsync([...argumentsOf(line)], { from: 'user' });
    return Number(process.exitCode);
  } finally {
    printed.mockRestore();
    process.exitCode = 0;
  }
}

/** With what it reads from standard input in a process of its own. */
async function runShown(shown: string): Promise<Ran> {
  const line = standIn(shown);
  const [, input] = / < (\S+)/.exec(line) ?? [];
  if (input === undefined && !line.includes('--policy -')) return runAs(aws, root, () => run(line));
  const args = argumentsOf(line).map((each) => (each in files ? join(folder, each) : each));
  const { code, ...heard } = await guard(args, {
    input: readFileSync(input ?? 'policy.json', 'utf8'),
  });
  return { code: code ?? 'killed', ...heard };
}

/** The command that the words call, and what it does not understand of them. */
function parsed(line: string) {
  const walk = (command: Command, rest: readonly string[]): [Command, readonly string[]] => {
    const next = command.commands.find((each) => each.name() === rest[0]);
    return next ? walk(next, rest.slice(1)) : [command, rest];
  };
  const [command, rest] = walk(createProgram(), argumentsOf(standIn(line)));
  const { operands, unknown } = command.parseOptions([...rest]);
  return {
    isCommand: command.parent !== null,
    unknown: unknown.filter((each) => each !== '--help'),
    tooMany: operands.slice(command.registeredArguments.length),
  };
}

/** Done, findings, cannot tell: neither bad input nor broken. */
const answers: readonly (number | string)[] = [0, 1, 4];
const understood = { isCommand: true, unknown: [], tooMany: [] };
const isElsewhere = (line: string): boolean => elsewhere.some(([pattern]) => pattern.test(line));

const blocks = shownInBlocks().flatMap(({ where, line }) =>
  variants(line).map((each) => [each, where] as const),
);
const help = allHelp();
const examples = help.flatMap(shownInHelp).map(({ where, line }) => [line, where] as const);
const lines = [...new Map([...examples, ...blocks])];

describe('the command lines of the documentation', () => {
  it('are found', () => {
    expect(blocks.length).toBeGreaterThan(100);
    expect(examples.length).toBeGreaterThan(50);
    for (const [pattern] of elsewhere)
      expect(lines.some(([line]) => pattern.test(line))).toBe(true);
  });

  it.each(lines.filter(([line]) => !isElsewhere(line) && !line.endsWith('--help')))(
    'connect-guard %s (%s)',
    async (line) => {
      const { code, stdout, stderr } = await runShown(line);
      expect({ line, stdout, stderr, code, answered: answers.includes(code) }).toMatchObject({
        answered: true,
      });
    },
  );

  it.each([...lines, ...shownInSentences().map(({ line, where }) => [line, where] as const)])(
    'is understood: connect-guard %s (%s)',
    (line) => {
      expect({ line, ...parsed(line) }).toEqual({ line, ...understood });
    },
  );
});

describe('the help', () => {
  it.each(help.map((each) => [each.path, each] as const))('of %s has examples', (_, each) => {
    expect(each.help).toMatch(/^Usage: connect-guard/);
    if (!each.isGroup) expect(shownInHelp(each).length).toBeGreaterThan(0);
  });
});
