/** A compiled wildcard pattern: code points, {@link ANY_RUN} for `*`, {@link ANY_ONE} for `?`. */
export type Glob = readonly number[];

export const ANY_RUN = -1;
export const ANY_ONE = -2;

const STAR = 0x2a;
const QUESTION = 0x3f;

/** Compiles `*` and `?`; every other character stands for itself. */
export function compileGlob(pattern: string): Glob {
  const glob: number[] = [];
  for (const point of literalGlob(pattern)) {
    if (point !== STAR) glob.push(point === QUESTION ? ANY_ONE : point);
    else if (glob.at(-1) !== ANY_RUN) glob.push(ANY_RUN);
  }
  return glob;
}

/** A glob that matches exactly `text`, wildcards in it included. */
export function literalGlob(text: string): Glob {
  const glob: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const point = text.codePointAt(at) ?? 0;
    if (point > 0xffff) at++;
    glob.push(point);
  }
  return glob;
}

/**
 * Whether the whole of `text` matches. `*` stands for any run of characters, `:`, `/` and
 * newlines included, `?` for one code point. Takes at most |glob| × |text| steps.
 */
export function globMatches(glob: Glob, text: string): boolean {
  let at = 0;
  let position = 0;
  let starPosition = -1;
  let starAt = 0;
  while (at < text.length) {
    const point = text.codePointAt(at) ?? 0;
    const wanted = glob[position];
    if (wanted === ANY_RUN) {
      starPosition = position++;
      starAt = at;
      if (position === glob.length) return true;
    } else if (wanted === ANY_ONE || wanted === point) {
      position++;
      at += width(point);
    } else if (starPosition >= 0) {
      starAt += width(text.codePointAt(starAt) ?? 0);
      at = starAt;
      position = starPosition + 1;
    } else {
      return false;
    }
  }
  while (glob[position] === ANY_RUN) position++;
  return position === glob.length;
}

const width = (point: number): number => (point > 0xffff ? 2 : 1);

/** Whether the whole of `text` matches the wildcard pattern, with regard to case. */
export const matchesWildcard = (pattern: string, text: string): boolean =>
  globMatches(compileGlob(pattern), text);

const compiled = new WeakMap<readonly string[], readonly Glob[]>();
const compiledLowerCase = new WeakMap<readonly string[], readonly Glob[]>();

/** The globs of a statement's list of patterns, compiled once for each list. */
export function compileGlobs(patterns: readonly string[]): readonly Glob[] {
  let globs = compiled.get(patterns);
  if (!globs) {
    globs = patterns.map(compileGlob);
    compiled.set(patterns, globs);
  }
  return globs;
}

/** Whether one of the action patterns covers `action`, without regard to case. */
export function matchesAction(patterns: readonly string[], action: string): boolean {
  let globs = compiledLowerCase.get(patterns);
  if (!globs) {
    globs = patterns.map((pattern) => compileGlob(pattern.toLowerCase()));
    compiledLowerCase.set(patterns, globs);
  }
  const name = action.toLowerCase();
  return globs.some((glob) => globMatches(glob, name));
}

/** Splits an ARN, or a pattern of one, at its first five colons; undefined when it has fewer. */
export function arnSegments(arn: string): readonly string[] | undefined {
  const segments = arn.split(':');
  if (segments.length < 6) return undefined;
  return [...segments.slice(0, 5), segments.slice(5).join(':')];
}

/** The six globs of an ARN pattern; undefined when it has fewer than five colons. */
export function compileArn(pattern: Glob): readonly Glob[] | undefined {
  const COLON = 0x3a;
  const segments: Glob[] = [];
  let start = 0;
  while (segments.length < 5) {
    const end = pattern.indexOf(COLON, start);
    if (end < 0) return undefined;
    segments.push(pattern.slice(start, end));
    start = end + 1;
  }
  return [...segments, pattern.slice(start)];
}

/** `ArnLike`: six colon-separated parts, each matched on its own. */
export function arnMatches(pattern: readonly Glob[], arn: string): boolean {
  const segments = arnSegments(arn);
  if (!segments) return false;
  return pattern.every((glob, part) => globMatches(glob, segments[part] ?? ''));
}
