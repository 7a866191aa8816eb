import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readmeText } from '#infra/build/make-rule-table.ts';
import { contactCenter } from '#infra/local/scenarios/contact-center.ts';
import { parseFacts } from '#shared/generate/facts.ts';
import { rules } from '#shared/rules/registry.ts';
import { parseSettings } from '#shared/settings/parse.ts';
import { guard } from './guard.ts';

const read = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../..', name), 'utf8');

const jsonBlocks = (text: string): readonly unknown[] =>
  [...text.matchAll(/```json\n(.*?)```/gs)].map(([, json = '']) => JSON.parse(json));

describe('the documentation', () => {
  const readme = read('README.md');
  const cli = read('docs/cli.md');

  it('shows settings that are taken', () => {
    const [settings] = jsonBlocks(readme);
    expect(parseSettings(settings, contactCenter.home)).toEqual(settings);
  });

  it('shows the stricter settings as they are taken', () => {
    const [settings] = jsonBlocks(read('docs/settings.md'));
    expect(parseSettings(settings, contactCenter.home)).toEqual(settings);
  });

  it('shows facts that are taken', () => {
    const [facts] = jsonBlocks(cli);
    expect(parseFacts(facts)).toMatchObject(facts as object);
  });

  it('has the table of rules that `npm run registry` writes', async () => {
    expect(readme).toBe(await readmeText());
    for (const { id } of rules) expect(readme).toContain(`| \`${id}\``);
  });

  it('names every command', async () => {
    const { stdout } = await guard(['--help']);
    const commands = [...stdout.matchAll(/^ {2}([a-z]+) {2,}/gm)].map(([, name]) => name);
    expect(commands.length).toBeGreaterThan(7);
    for (const command of commands)
      expect(cli).toMatch(new RegExp(`^(### |## |\\| \`)${command}`, 'm'));
  });

  it('leads to files that exist', () => {
    for (const [, path = ''] of readme.matchAll(/\]\(([^)#:]+)\)/g)) {
      expect(read(path).length).toBeGreaterThan(0);
    }
  });
});
