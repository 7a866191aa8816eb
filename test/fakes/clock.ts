import type { ClockPort } from '#shared/ports.ts';

/** Time passes only when somebody sleeps, or when a test says so. */
export class FakeClock implements ClockPort {
  #now: number;
  slept = 0;

  constructor(start = '2026-03-01T12:00:00Z') {
    this.#now = Date.parse(start);
  }

  now(): Date {
    return new Date(this.#now);
  }

  async sleep(milliseconds: number): Promise<void> {
    this.slept += milliseconds;
    this.#now += milliseconds;
  }

  pass(milliseconds: number): void {
    this.#now += milliseconds;
  }
}
