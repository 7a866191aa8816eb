import type { PolicyDocument } from '../document.ts';

/** How long the part of a unique id behind `AROA` or `AIDA` may be. */
export type IdLengths = ReadonlySet<number>;

const USUAL_LENGTH = 17;

/**
 * How long unique ids may be behind their four letters: 17 characters, and whatever length a
 * policy or the facts give one.
 */
export function idLengths(policies: readonly PolicyDocument[], ids: readonly string[]): IdLengths {
  const lengths = new Set([USUAL_LENGTH]);
  const written = policies.flatMap(({ statements }) =>
    statements.flatMap(({ principal, conditions }) => [
      ...(principal?.aws ?? []),
      ...conditions.flatMap(({ key, values }) =>
        key.toLowerCase() === 'aws:userid' ? values : [],
      ),
    ]),
  );
  for (const text of [...written, ...ids]) {
    const tail = /^A(?:ROA|IDA)([\w?]+)/.exec(text)?.[1];
    if (tail !== undefined && tail.length <= 124) lengths.add(tail.length);
  }
  return lengths;
}
