import type { ClockPort } from '#shared/ports.ts';

/**
 * Time that passes as soon as everybody waits for it: who waits at the same time as another loses
 * nothing by it.
 */
export class SharedTime implements ClockPort {
  #now = Date.parse('2026-03-01T12:00:00Z');
  readonly #sleepers: { readonly until: number; wake(): void }[] = [];

  now(): Date {
    return new Date(this.#now);
  }

  sleep(milliseconds: number): Promise<void> {
    const until = this.#now + Math.max(0, milliseconds);
    const slept = new Promise<void>((wake) => this.#sleepers.push({ until, wake }));
    if (this.#sleepers.length === 1) setImmediate(() => this.#pass());
    return slept;
  }

  #pass(): void {
    const next = this.#sleepers.toSorted((one, other) => one.until - other.until)[0];
    if (!next) return;
    this.#now = next.until;
    this.#sleepers.splice(this.#sleepers.indexOf(next), 1);
    next.wake();
    if (this.#sleepers.length > 0) setImmediate(() => this.#pass());
  }

  /** The same port, each of whose answers takes so long. */
  slowed<P extends object>(port: P, milliseconds: number): P {
    return new Proxy(port, {
      get: (real, name) => {
        const member: unknown = Reflect.get(real, name, real);
        if (typeof member !== 'function') return member;
        return async (...asked: unknown[]) => {
          await this.sleep(milliseconds);
          return Reflect.apply(member, real, asked);
        };
      },
    });
  }
}
