/** Markup that is safe to put into a page: only `html` makes it. */
export class Markup {
  readonly #text: string;

  /** @param text markup, not text: what comes from outside goes through `html` */
  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

export type Part = string | number | Markup | false | undefined | null | readonly Part[];

/** A template whose values are text and are escaped, be it between tags or in a quoted attribute. */
export const html = (template: TemplateStringsArray, ...values: readonly Part[]): Markup =>
  new Markup(template.reduce((before, text, index) => before + markupOf(values[index - 1]) + text));

function markupOf(part: Part): string {
  if (part === undefined || part === null || part === false) return '';
  if (part instanceof Markup) return part.toString();
  if (typeof part === 'object') return part.map(markupOf).join('');
  return escaped(visible(String(part)));
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => entities[character] ?? character);

/** Characters that turn text round, hide or join it are spelt out: a name is read as it is. */
const visible = (text: string): string =>
  text.replace(/(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
  });
