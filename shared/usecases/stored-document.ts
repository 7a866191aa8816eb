import type { StatePort } from '#shared/ports.ts';
import { Retryable } from './errors.ts';
import { isFault } from './settings.ts';
import { storedAt } from './state-keys.ts';

/** Somebody else wrote the object meanwhile: what they wrote stays. */
export class Superseded extends Error {
  override readonly name = 'Superseded';
}

/** One JSON object of the state bucket, replaced only in the version that was read. */
export interface StoredDocument<T> {
  readonly value: T | undefined;
  /** @throws Superseded when somebody else was faster. */
  write(value: T): Promise<void>;
}

/**
 * Reads an object of the state bucket. One that is malformed, or of an older version, counts as
 * none and is replaced; one that may not be read is not.
 * @throws Retryable when it cannot be read.
 */
export async function openDocument<T>(
  state: StatePort,
  key: string,
  parse: (text: string) => T,
): Promise<StoredDocument<T>> {
  const stored = await storedAt(state, key);
  let etag = stored?.etag ?? null;
  let value = stored && understood(stored.body, parse);
  /** A write that an SDK repeated, because it got no answer, may have lost against itself only. */
  const etagAfter = async (body: string): Promise<string> => {
    const now = await state.read(key);
    if (now.state === 'known' && now.value.body === body) return now.value.etag;
    throw new Superseded(`${key} was written by somebody else`);
  };
  return {
    get value() {
      return value;
    },
    async write(next) {
      const body = JSON.stringify(next);
      const written = await state.write(key, body, { ifMatch: etag });
      etag = written || (await etagAfter(body));
      value = next;
    },
  };
}

/** @throws Retryable when somebody else was faster: what they wrote stays. */
export async function replaceDocument<T>(stored: StoredDocument<T>, value: T): Promise<void> {
  try {
    await stored.write(value);
  } catch (error) {
    if (!(error instanceof Superseded)) throw error;
    throw new Retryable(`${error.message} meanwhile. Try again.`);
  }
}

/** Undefined when it is malformed, or of another version. */
export function understood<T>(body: string, parse: (text: string) => T): T | undefined {
  try {
    return parse(body);
  } catch (error) {
    if (isFault(error)) return undefined;
    throw error;
  }
}
