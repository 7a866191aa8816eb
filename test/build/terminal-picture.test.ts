import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { XMLValidator } from 'fast-xml-parser';
import { createColors } from 'picocolors';
import { terminalPicture } from '#infra/build/terminal-picture.ts';

const { bold, cyan, green, red } = createColors(true);

describe('a picture of a terminal', () => {
  it('has the words with their colours, and nothing that they could do', () => {
    const svg = terminalPicture(
      [
        `${cyan(bold(' 5'))}${bold('  A chapter')}`,
        `<script> & ${red('"denied"')}, ${green('ok')}`,
      ],
      'a "test"',
    );
    expect(XMLValidator.validate(svg)).toBe(true);
    expect(svg).toContain(
      '<tspan class="cyan bold"> 5</tspan><tspan class="bold">  A chapter</tspan>',
    );
    expect(svg).toContain('<tspan class="red">&#34;denied&#34;</tspan><tspan>, </tspan>');
    expect(svg).not.toContain('<script');
    expect(svg).not.toContain('\u001B');
  });

  it('of the story shows who can play a recording before and after', () => {
    const svg = readFileSync('docs/terminal.svg', 'utf8');
    expect(XMLValidator.validate(svg)).toBe(true);
    expect(svg).toMatch(/an analyst.*plays.*plays.*AccessDenied/);
    expect(svg).not.toContain(process.cwd());
  });
});
