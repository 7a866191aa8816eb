import { childPath, type JsonPath, JsonSyntaxError } from './errors.ts';

/** Far above any AWS document, far below what could exhaust the stack or the memory. */
export const JSON_LIMITS = { characters: 8 * 1024 * 1024, depth: 64 } as const;

/**
 * Reads RFC 8259 JSON strictly: a member named twice is refused at any depth (`JSON.parse`
 * silently keeps the last). `__proto__` becomes an ordinary own member.
 * @throws JsonSyntaxError with the path of the fault.
 */
export function parseJson(text: string, limits: { characters: number } = JSON_LIMITS): unknown {
  if (text.length > limits.characters) {
    throw new JsonSyntaxError('$', `longer than ${limits.characters} characters`);
  }
  const read = readByEngine(text);
  if (read) return read.value;
  const start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const reader = new Reader(text, start);
  const value = reader.value('$', 0);
  reader.end();
  return value;
}

/**
 * What `JSON.parse` makes of the text, many times as fast as the reader; undefined where it loses a
 * member, or is not the one to say what is wrong.
 */
function readByEngine(text: string): { readonly value: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return membersIn(value, 0) === namesIn(text) ? { value } : undefined;
  } catch {
    return undefined;
  }
}

/** At all depths; NaN when it is nested too deeply. */
function membersIn(value: unknown, depth: number): number {
  if (depth > JSON_LIMITS.depth) return Number.NaN;
  if (typeof value !== 'object' || value === null) return 0;
  const children: unknown[] = Object.values(value);
  const own = Array.isArray(value) ? 0 : children.length;
  return children.reduce<number>((count, child) => count + membersIn(child, depth + 1), own);
}

/** How many members a valid text names: its strings before a colon. */
function namesIn(text: string): number {
  let names = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at)) {
    at = endOfString(text, at);
    while (' \t\n\r'.includes(text[at] ?? 'x')) at++;
    if (text[at] === ':') names++;
  }
  return names;
}

/** Behind its closing quote: the first before which no or an even number of backslashes stand. */
function endOfString(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); ; quote = text.indexOf('"', quote + 1)) {
    let before = quote;
    while (text[before - 1] === '\\') before--;
    if ((quote - before) % 2 === 0) return quote + 1;
  }
}

class Reader {
  readonly #text: string;
  #at: number;

  constructor(text: string, at: number) {
    this.#text = text;
    this.#at = at;
  }

  value(path: JsonPath, depth: number): unknown {
    if (depth > JSON_LIMITS.depth) this.#fail(path, 'nested too deeply');
    this.#space();
    switch (this.#text[this.#at]) {
      case '{':
        return this.#object(path, depth);
      case '[':
        return this.#array(path, depth);
      case '"':
        return this.#string(path);
      default:
        return this.#scalar(path);
    }
  }

  end(): void {
    this.#space();
    if (this.#at < this.#text.length) this.#fail('$', 'text after the end of the document');
  }

  #object(path: JsonPath, depth: number): object {
    const members = {};
    this.#at++;
    if (this.#take('}')) return members;
    do {
      this.#space();
      if (this.#text[this.#at] !== '"') this.#fail(path, 'expected a member name');
      const name = this.#string(path);
      const member = childPath(path, name);
      if (Object.hasOwn(members, name)) throw new JsonSyntaxError(member, 'named twice');
      if (!this.#take(':')) this.#fail(member, 'expected ":"');
      const value = this.value(member, depth + 1);
      Object.defineProperty(members, name, {
        value,
        enumerable: true,
        configurable: true,
        writable: true,
      });
    } while (this.#take(','));
    if (!this.#take('}')) this.#fail(path, 'expected "," or "}"');
    return members;
  }

  #array(path: JsonPath, depth: number): unknown[] {
    const elements: unknown[] = [];
    this.#at++;
    if (this.#take(']')) return elements;
    do {
      elements.push(this.value(childPath(path, elements.length), depth + 1));
    } while (this.#take(','));
    if (!this.#take(']')) this.#fail(path, 'expected "," or "]"');
    return elements;
  }

  #string(path: JsonPath): string {
    const start = this.#at++;
    for (; this.#at < this.#text.length; this.#at++) {
      const character = this.#text[this.#at];
      if (character === '\\') this.#at++;
      else if (character === '"') {
        this.#at++;
        return this.#native(path, start);
      }
    }
    return this.#fail(path, 'string without an end');
  }

  #scalar(path: JsonPath): string {
    const start = this.#at;
    while (/[\w.+-]/.test(this.#text[this.#at] ?? '')) this.#at++;
    if (start === this.#at) {
      this.#fail(path, start < this.#text.length ? 'expected a value' : 'unexpected end');
    }
    return this.#native(path, start);
  }

  /** Scalars have no members to be named twice: the engine's own parser reads them. */
  #native(path: JsonPath, start: number): string {
    try {
      return JSON.parse(this.#text.slice(start, this.#at));
    } catch {
      this.#at = start;
      return this.#fail(path, 'not a JSON value');
    }
  }

  #take(character: string): boolean {
    this.#space();
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #space(): void {
    while (' \t\n\r'.includes(this.#text[this.#at] ?? 'x')) this.#at++;
  }

  #fail(path: JsonPath, problem: string): never {
    const before = this.#text.slice(0, this.#at);
    const line = before.split('\n').length;
    const column = this.#at - before.lastIndexOf('\n');
    throw new JsonSyntaxError(path, `${problem} (line ${line}, column ${column})`);
  }
}
