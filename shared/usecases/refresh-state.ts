import type { Arn } from '#shared/connect/arn.ts';
import type { Fact } from '#shared/connect/fact.ts';
import type { StorageAssociation } from '#shared/connect/inventory.ts';
import { at, instantAt, objectAt, oneOf, optionalAt, textAt } from '#shared/connect/json-shape.ts';
import { arnAt } from '#shared/connect/names.ts';
import { associationAt } from '#shared/connect/stored-association.ts';
import { factOf, listOf, type Reader, recordOf, textOf } from '#shared/connect/stored-fact.ts';
import { parseStored } from '#shared/connect/stored-json.ts';

/** Where the state bucket keeps how far a refresh has come. */
export const refreshKey = 'refresh.json';

/** One call to Connect, or one look at what its storage names, that is still to be made. */
export type Part =
  | { readonly kind: 'storage'; readonly instance: Arn; readonly type: string }
  | { readonly kind: 'attribute'; readonly instance: Arn; readonly type: string }
  /** Which instances there are. */
  | { readonly kind: 'instances' }
  /** Buckets, keys or streams by name; none: those that could not be read. */
  | { readonly kind: 'resources'; readonly names: readonly string[] };

/** What Connect has told of one instance so far. */
export interface InstanceParts {
  readonly storage: Readonly<Record<string, Fact<readonly StorageAssociation[]>>>;
  readonly attributes: Readonly<Record<string, Fact<string>>>;
}

/**
 * A refresh of everything that is under way: it may take more than one run. What it has learnt lies in
 * objects of its own (`learnt.ts`).
 */
export interface Sweep {
  readonly startedAt: string;
  /** What events have named since: asked again at the end. */
  readonly again: readonly Part[];
}

/** How far the refreshing has come; written before Connect is asked. */
export interface RefreshState {
  readonly version: 1;
  /** When something was last tried. */
  readonly attemptedAt?: string;
  readonly sweep?: Sweep;
  /** To be taken by the next run: an event named it, or it failed in a way that may pass. */
  readonly pending: readonly Part[];
  /** AWS Config rules that are still to be started because of what has changed. */
  readonly due: readonly string[];
  /** By AWS Config rule: when it was last started. */
  readonly started: Readonly<Record<string, string>>;
}

export const nothingRefreshed: RefreshState = { version: 1, pending: [], due: [], started: {} };

export const partAt: Reader<Part> = (value, path) => {
  const fields = objectAt(value, path);
  const kind = oneOf(fields.kind, at(path, 'kind'), [
    'storage',
    'attribute',
    'instances',
    'resources',
  ]);
  if (kind === 'instances') return { kind };
  if (kind === 'resources') {
    return { kind, names: listOf(textOf)(fields.names, at(path, 'names')) };
  }
  const instance = arnAt(fields.instance, at(path, 'instance'));
  return { kind, instance, type: textAt(fields.type, at(path, 'type')) };
};

export const instancePartsAt: Reader<InstanceParts> = (value, path) => {
  const { storage, attributes } = objectAt(value, path);
  return {
    storage: recordOf(factOf(listOf(associationAt)))(storage, at(path, 'storage')),
    attributes: recordOf(factOf(textOf))(attributes, at(path, 'attributes')),
  };
};

const sweepAt: Reader<Sweep> = (value, path) => {
  const fields = objectAt(value, path);
  return {
    startedAt: instantAt(fields.startedAt, at(path, 'startedAt')),
    // Another version of the guard kept all that it had learnt here: it is asked anew.
    again: optionalAt(fields, path, 'again', listOf(partAt)).again ?? [],
  };
};

/** @throws InvalidDocument or JsonSyntaxError naming the path of the first fault. */
export function parseRefreshState(text: string): RefreshState {
  const fields = parseStored(text);
  return {
    version: 1,
    ...optionalAt(fields, '$', 'attemptedAt', instantAt),
    ...optionalAt(fields, '$', 'sweep', sweepAt),
    pending: listOf(partAt)(fields.pending, 'pending'),
    due: listOf(textOf)(fields.due, 'due'),
    started: recordOf(instantAt)(fields.started, 'started'),
  };
}
