import type { StatePort, StoredObject } from '#shared/ports.ts';
import { Retryable } from './errors.ts';

/**
 * The keys below a prefix, the newest first: they sort by time.
 * @throws Retryable when they cannot be listed.
 */
export async function newestKeys(state: StatePort, prefix: string): Promise<readonly string[]> {
  const keys = await state.list(prefix);
  if (keys.state === 'unreadable') {
    const { action, code, message } = keys.why;
    throw new Retryable(`${prefix} cannot be listed: ${action}: ${code}: ${message}`);
  }
  return keys.state === 'known' ? keys.value.toSorted().toReversed() : [];
}

/**
 * What an object of the state bucket says; undefined when there is none.
 * @throws Retryable when it cannot be read.
 */
export async function textOf(state: StatePort, key: string): Promise<string | undefined> {
  return (await storedAt(state, key))?.body;
}

/** As {@link textOf}, with what a conditional write needs. @throws Retryable when it cannot be read. */
export async function storedAt(state: StatePort, key: string): Promise<StoredObject | undefined> {
  const stored = await state.read(key);
  if (stored.state === 'known') return stored.value;
  if (stored.state === 'absent') return undefined;
  const { action, code, message } = stored.why;
  throw new Retryable(`${key} cannot be read: ${action}: ${code}: ${message}`);
}

/**
 * Writes an object that nobody replaces. Writing the same again, as an SDK does that got no answer,
 * is no conflict. @returns false when there is another of this key.
 */
export async function writeOnce(state: StatePort, key: string, body: string): Promise<boolean> {
  if (await state.write(key, body, { ifMatch: null })) return true;
  return (await textOf(state, key)) === body;
}
