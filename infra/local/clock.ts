import { setTimeout as sleep } from 'node:timers/promises';

export interface Clock {
  now(): Date;
  /** Waits `milliseconds` of this clock's time, where that is the machine's until the signal aborts. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** How fast it runs, when that is not as the machine's: functions then live in it too. */
  readonly speed?: number;
}

export const systemClock: Clock = {
  now: () => new Date(),
  sleep: (milliseconds, signal) =>
    sleep(milliseconds, undefined, signal && { signal }).catch(() => {}),
};

interface Sleeper {
  readonly until: number;
  wake(): void;
}

/** Time that passes only when told to, or, when `autoAdvance` is set, as soon as somebody sleeps. */
export class VirtualClock implements Clock {
  #now: number;
  #sleepers: Sleeper[] = [];
  readonly #autoAdvance: boolean;

  constructor(start = new Date(), options: { readonly autoAdvance?: boolean } = {}) {
    this.#now = start.getTime();
    this.#autoAdvance = options.autoAdvance ?? false;
  }

  now(): Date {
    return new Date(this.#now);
  }

  sleep(milliseconds: number): Promise<void> {
    const until = this.#now + Math.max(0, milliseconds);
    const slept = new Promise<void>((wake) => this.#sleepers.push({ until, wake }));
    if (this.#autoAdvance || until === this.#now) this.#moveTo(until);
    return slept;
  }

  /** Moves time on and wakes those whose time has come, in their order. */
  advance(milliseconds: number): void {
    if (milliseconds < 0) throw new RangeError('time does not run backwards');
    this.#moveTo(this.#now + milliseconds);
  }

  #moveTo(time: number): void {
    const due = this.#sleepers.filter(({ until }) => until <= time);
    this.#sleepers = this.#sleepers.filter(({ until }) => until > time);
    this.#now = Math.max(this.#now, time);
    for (const { wake } of due.sort((a, b) => a.until - b.until)) wake();
  }
}

/** Time that runs `speed` times as fast as the machine's, and can be set. */
export class FastClock implements Clock {
  readonly speed: number;
  #from: number;
  #since = performance.now();

  constructor(speed: number, start = new Date()) {
    this.speed = speed;
    this.#from = start.getTime();
  }

  now(): Date {
    return new Date(this.#from + (performance.now() - this.#since) * this.speed);
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return systemClock.sleep(milliseconds / this.speed, signal);
  }

  set(time: Date): void {
    this.#from = time.getTime();
    this.#since = performance.now();
  }
}
