import { constants, createContext } from 'node:vm';
import { TestEnvironment } from 'jest-environment-node';

/**
 * Jest's environment for Node, but for its globals: Jest looks up each use of `Map` or `Buffer` in a
 * Proxy, which takes half the time of the prover's tests. Here they are properties of a global object
 * of the test file's own.
 */
export default class extends TestEnvironment {
  constructor(...configuration) {
    super(...configuration);
    const given = this.global;
    this.global = createContext(constants.DONT_CONTEXTIFY);
    this.context = this.global;
    for (const name of Reflect.ownKeys(given)) {
      if (Object.hasOwn(this.global, name)) continue;
      const { value, enumerable } = Object.getOwnPropertyDescriptor(given, name);
      const property =
        value === undefined ? { get: () => globalThis[name] } : { value, writable: true };
      Object.defineProperty(this.global, name, { ...property, enumerable, configurable: true });
    }
    // What Node's own modules make and take.
    Object.assign(this.global, { global: this.global, ArrayBuffer, Uint8Array });
  }
}
