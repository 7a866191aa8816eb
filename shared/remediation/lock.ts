import { instantAt, objectAt, refuse, textAt } from '#shared/connect/json-shape.ts';
import { parseJson } from '#shared/policy/json.ts';

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
  const fields = objectAt(parseJson(text), '$');
  if (fields.version !== 1) refuse('version', '1', fields.version);
  return {
    version: 1,
    owner: textAt(fields.owner, 'owner'),
    until: instantAt(fields.until, 'until'),
  };
}
