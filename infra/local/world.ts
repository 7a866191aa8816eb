import type { Clock } from './clock.ts';
import type { EventBus } from './events.ts';
import type { Ledger } from './ledger.ts';
import type { UnconfirmedAnswers } from './unconfirmed.ts';

export interface Scope {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
}

/** A kind of state: how far it spans and how it starts. */
export interface StateSlot<T> {
  readonly name: string;
  /** S3 names span a partition, IAM an account, most services an account and region. */
  readonly span: 'partition' | 'account' | 'region';
  create(scope: Scope): T;
}

/** Everything that the embedded AWS knows. Services reach each other's state through their slots only. */
export class World {
  readonly #states = new Map<string, unknown>();
  /** `http://127.0.0.1:PORT` once the server listens; functions get it as AWS_ENDPOINT_URL. */
  endpoint = '';
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly events: EventBus;
  readonly unconfirmed: UnconfirmedAnswers;

  constructor(parts: Pick<World, 'clock' | 'ledger' | 'events' | 'unconfirmed'>) {
    this.clock = parts.clock;
    this.ledger = parts.ledger;
    this.events = parts.events;
    this.unconfirmed = parts.unconfirmed;
  }

  state<T>(slot: StateSlot<T>, scope: Scope): T {
    const span = {
      partition: scope.partition,
      account: `${scope.partition}/${scope.account}`,
      region: `${scope.partition}/${scope.account}/${scope.region}`,
    }[slot.span];
    const key = `${slot.name}|${span}`;
    if (!this.#states.has(key)) this.#states.set(key, slot.create(scope));
    return this.#states.get(key) as T;
  }
}
