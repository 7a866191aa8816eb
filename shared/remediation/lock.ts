import { instantAt, textAt } from '#shared/connect/json-shape.ts';
import { parseStored } from '#shared/connect/stored-json.ts';

/** Who may write a bucket's policy now: the guard's own runs exclude one another. */
export interface Lock {
  readonly version: 1;
  /** One run, of no other name. */
  readonly owner: string;
  /** ISO 8601, UTC: a run that was cut off holds it no longer. */
  readonly until: string;
}

export const lockKey = (bucket: string): string => `locks/${bucket}.json`;

/** @throws InvalidDocument or JsonSyntaxError naming the path of the first fault. */
export function parseLock(text: string): Lock {
  const fields = parseStored(text);
  return {
    version: 1,
    owner: textAt(fields.owner, 'owner'),
    until: instantAt(fields.until, 'until'),
  };
}
