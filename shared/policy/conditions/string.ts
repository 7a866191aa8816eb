import { type Glob, globMatches } from '../match.ts';
import type { Outcome } from './outcome.ts';
import { unknown } from './outcome.ts';

/** `StringEquals` and `StringLike`: with the wildcards of the glob, and with regard to case. */
export const stringMatches = (glob: Glob, actual: string): Outcome => globMatches(glob, actual);

/** `StringEqualsIgnoreCase`. AWS does not say how it folds letters beyond ASCII. */
export function equalsIgnoringCase(expected: string, actual: string): Outcome {
  const equal = lowerAscii(expected) === lowerAscii(actual);
  const folded = expected.toLowerCase() === actual.toLowerCase();
  const upper = expected.toUpperCase() === actual.toUpperCase();
  if (equal === folded && equal === upper) return equal;
  return unknown('case of letters beyond ASCII');
}

const lowerAscii = (text: string): string =>
  text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
