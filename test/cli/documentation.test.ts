import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readmeText } from '#infra/build/make-rule-table.ts';
import { rulesPage } from '#infra/build/make-rules-page.ts';
import { contactCenter } from '#infra/local/scenarios/contact-center.ts';
import { parseFacts } from '#shared/generate/facts.ts';
import { rules } from '#shared/rules/registry.ts';
import { parseSettings } from '#shared/settings/parse.ts';
import { guard } from './guard.ts';

const read = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../..', name), 'utf8');

const pages = ['README.md', 'CONTRIBUTING.md', ...globSync('docs/*.md')];

const jsonBlocks = (text: string): readonly unknown[] =>
  [...text.matchAll(/```json\n(.*?)```/gs)].map(([, json = '']) => JSON.parse(json));

describe('the documentation', () => {
  const readme = read('README.md');
  const cli = read('docs/cli.md');

  it.each(['README.md', 'docs/settings.md'])('%s shows settings that are taken', (name) => {
    const all = jsonBlocks(read(name));
    expect(all.length).toBeGreaterThan(0);
    for (const settings of all)
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

  it('has the page of rules that `npm run registry` writes', () => {
    expect(read('docs/rules.md')).toBe(`${rulesPage()}\n`);
  });

  it('names every command', async () => {
    const { stdout } = await guard(['--help']);
    const commands = [...stdout.matchAll(/^ {2}([a-z]+) {2,}/gm)].map(([, name]) => name);
    expect(commands.length).toBeGreaterThan(7);
    for (const command of commands)
      expect(cli).toMatch(new RegExp(`^(### |## |\\| \`)${command}`, 'm'));
  });

  it.each(pages)('leads from %s to files and headings that exist', (page) => {
    const links = [...read(page).matchAll(/\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"/g)]
      .map(([, target, source]) => target ?? source ?? '')
      .filter((target) => !target.startsWith('https://'));
    for (const target of links) {
      const [path, heading] = target.split('#');
      const file = path ? join(dirname(page), path) : page;
      const text = read(file);
      expect(text.length).toBeGreaterThan(0);
      if (heading)
        expect({ target, headings: headingsOf(text) }).toMatchObject({
          headings: expect.arrayContaining([heading]),
        });
    }
  });
});

const headingsOf = (text: string): readonly string[] =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  );
