import { at, isJsonObject } from '#shared/connect/json-shape.ts';

/** One place where two JSON documents differ; `undefined` on the side that lacks it. */
export interface Change {
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** What changes from one document to the other, by path, lists as a whole. */
export function difference(before: unknown, after: unknown, path = '$'): readonly Change[] {
  if (isJsonObject(before) && isJsonObject(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) => difference(before[key], after[key], at(path, key)));
  }
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  return [
    {
      path,
      ...(before !== undefined && { before }),
      ...(after !== undefined && { after }),
    },
  ];
}
