import type { JsonObject } from './cloudformation/json.ts';
import type { ManagementCall } from './management-calls.ts';
import type { Scope } from './world.ts';

/** What services tell each other about without knowing who listens. */
export interface LocalEvents {
  /** A resource that AWS Config records was made, changed or deleted. */
  'resource-changed': {
    readonly scope: Scope;
    readonly resourceType: string;
    readonly resourceId: string;
    readonly resourceName: string;
    readonly arn: string;
    readonly change: 'discovered' | 'changed' | 'deleted';
  };
  /** Records were put into a data stream or a delivery stream. */
  'records-written': { readonly streamArn: string };
  /** What a service itself tells EventBridge of. */
  'service-told': { readonly scope: Scope; readonly event: JsonObject };
  /** A call that CloudTrail logs as a management event was answered. */
  'management-called': ManagementCall;
}

type Listener<K extends keyof LocalEvents> = (event: LocalEvents[K]) => void | Promise<void>;

/** Delivers events after the call that caused them has answered, and knows when all are dealt with. */
export class EventBus {
  readonly #listeners = new Map<keyof LocalEvents, Listener<never>[]>();
  readonly #running = new Set<Promise<unknown>>();
  /** What went wrong in background work that nobody waited for: a fault of the embedded AWS. */
  readonly failures: unknown[] = [];

  on<K extends keyof LocalEvents>(name: K, listener: Listener<K>): void {
    this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), listener as Listener<never>]);
  }

  emit<K extends keyof LocalEvents>(name: K, event: LocalEvents[K]): void {
    for (const listener of this.#listeners.get(name) ?? []) {
      this.track(Promise.resolve().then(() => (listener as Listener<K>)(event)));
    }
  }

  /** Counts a piece of background work (an asynchronous invocation, an automation) as unfinished. */
  track(work: Promise<unknown>): void {
    const settled = work.finally(() => this.#running.delete(settled));
    settled.catch((error: unknown) => this.failures.push(error));
    this.#running.add(settled);
  }

  /** Resolves when no background work is left, including what that work started. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }
}
