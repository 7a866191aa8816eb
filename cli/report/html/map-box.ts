import { inOrder } from '#shared/usecases/audit/order.ts';
import { html, type Markup } from './html.ts';
import type { Box } from './map-layout.ts';
import { isOpen, type Standing, standingOf, violations } from './model.ts';
import { typeInWords, verdictWords } from './words.ts';

/** In units of the picture. */
export const boxWidth = 216;

interface State {
  readonly standing: Standing;
  /** One line below the name, two when something is wrong. */
  readonly lines: readonly string[];
  /** All that is wrong. */
  readonly words: string;
  /** Of the worst finding that has an entry. */
  readonly anchor?: string;
}

/** What the rules say about it, the worst first. */
export function stateOf({ findings, type }: Box): State {
  const [worst, ...more] = inOrder(findings.filter(isOpen));
  const kind = typeInWords(type);
  if (!worst) {
    const [judged] = inOrder(findings);
    const words = judged ? verdictWords[judged.verdict] : 'not judged';
    return { standing: judged ? standingOf(judged) : 'none', lines: [`${kind}, ${words}`], words };
  }
  const broken = violations(findings).length > 0;
  return {
    standing: standingOf(worst),
    lines: [
      `${kind}, ${broken ? worst.severity : verdictWords.INDETERMINATE}${more.length > 0 ? ` +${more.length}` : ''}`,
      worst.rule,
    ],
    words: [worst, ...more]
      .map(({ rule, verdict }) => `${rule} ${verdictWords[verdict]}`)
      .join(', '),
    anchor: worst.anchor,
  };
}

export const heightOf = (box: Box): number => (stateOf(box).lines.length > 1 ? 64 : 47);

/** A box around its middle, a link when there is something to read about it. */
export function boxMarkup(box: Box, x: number, middle: number): Markup {
  const { standing, lines, words, anchor } = stateOf(box);
  const height = heightOf(box);
  const y = middle - height / 2;
  const text = (style: string, line: number, value: string): Markup =>
    html`<text class="${style}" x="${x + 14}" y="${y + 20 + line * 17}">${value}</text>`;
  const content = html`<title>${typeInWords(box.type)} ${box.name}: ${words}</title><rect x="${x}" y="${y}" width="${boxWidth}" height="${height}" rx="5"/><rect class="bar" x="${x}" y="${y}" width="4" height="${height}" rx="2"/>${text('name', 0, shortened(box.name, 27))}${lines.map((line, index) => text('state', index + 1, shortened(line, 32)))}`;
  return anchor
    ? html`<a class="box ${standing}" href="#${anchor}">${content}</a>`
    : html`<g class="box ${standing}">${content}</g>`;
}

/** What is longer than `maximum` characters loses its middle. */
export function shortened(text: string, maximum: number): string {
  const characters = [...text];
  if (characters.length <= maximum) return text;
  const end = Math.floor(maximum / 2) - 1;
  return `${characters.slice(0, maximum - end - 1).join('')}…${characters.slice(-end).join('')}`;
}
