import { absent, type Fact, known, unreadable } from './fact.ts';
import { at, listAt, objectAt, oneOf, refuse, textAt } from './json-shape.ts';

/** Reads one value of a stored document. @throws InvalidDocument naming its path */
export type Reader<T> = (value: unknown, path: string) => T;

export const textOf: Reader<string> = (value, path) => textAt(value, path);

export const factOf =
  <T>(read: Reader<T>): Reader<Fact<T>> =>
  (value, path) => {
    const fields = objectAt(value, path);
    switch (oneOf(fields.state, at(path, 'state'), ['known', 'absent', 'unreadable'])) {
      case 'known':
        return known(read(fields.value, at(path, 'value')));
      case 'absent':
        return absent;
      default:
        return unreadable(unreadableAt(fields.why, at(path, 'why')));
    }
  };

const unreadableAt = (value: unknown, path: string) => {
  const { action, code, message } = objectAt(value, path);
  return {
    action: textAt(action, at(path, 'action')),
    code: textAt(code, at(path, 'code')),
    message: typeof message === 'string' ? message : refuse(at(path, 'message'), 'text', message),
  };
};

export const recordOf =
  <T>(read: Reader<T>): Reader<Readonly<Record<string, T>>> =>
  (value, path) =>
    Object.fromEntries(
      Object.entries(objectAt(value, path)).map(([key, each]) => [key, read(each, at(path, key))]),
    );

export const listOf =
  <T>(read: Reader<T>): Reader<readonly T[]> =>
  (value, path) =>
    listAt(value, path, read);
