import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const read = (path: string): string =>
  readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

const threats = read('docs/threat-model.md')
  .split(/^### /m)
  .slice(1)
  .map((section) => {
    const [title = ''] = section.split('\n');
    const tests = [...section.matchAll(/^- `(test\/[^`]+)`: (.+)$/gm)];
    return [title, tests.map(([, file = '', name = '']) => ({ file, name }))] as const;
  });

const isTestOf = (text: string, name: string): boolean =>
  ["'", '"', '`'].some((quote) => text.includes(`${quote}${name}${quote},`));

describe('the threat model', () => {
  it('has threats', () => {
    expect(threats.length).toBeGreaterThan(20);
  });

  it.each(threats)('names tests that are there: %s', (_, tests) => {
    expect(tests.length).toBeGreaterThan(0);
    expect(tests.filter(({ file, name }) => !isTestOf(read(file), name))).toEqual([]);
  });
});
