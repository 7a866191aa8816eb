import { InvalidDocument } from '#shared/connect/json-shape.ts';

/** Puts `path` before the path of a fault that `read` finds in a member of a larger document. */
export function within<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InvalidDocument)) throw error;
    const problem = error.message.slice(error.path.length + 2);
    const inner = error.path.replace(/^\$$/, '');
    throw new InvalidDocument(
      inner.startsWith('[') || inner === '' ? path + inner : `${path}.${inner}`,
      problem,
    );
  }
}
