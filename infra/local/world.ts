import { type Clock, systemClock } from './clock.ts';
import { EventBus } from './events.ts';
import { Ledger } from './ledger.ts';
import type { RateLimit } from './service.ts';
import { answers, type UnconfirmedAnswers, type UnconfirmedFactId } from './unconfirmed.ts';

export interface Scope {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
}

/** A kind of state: how far it spans and how it starts. */
export interface StateSlot<T> {
  readonly name: string;
  /** S3 names span a partition, IAM an account, most services an account and region. */
  readonly span: 'world' | 'partition' | 'account' | 'region';
  create(scope: Scope): T;
}

/** The limits of `Service.throttle`: as they are, none, or others by signing name. */
export type Throttles = 'aws' | 'off' | Readonly<Record<string, RateLimit | 'off'>>;

export interface WorldOptions {
  /** Where anonymous callers and service principals are, and what a scenario starts with. */
  readonly home?: Scope;
  readonly clock?: Clock;
  readonly throttles?: Throttles;
  /** Unconfirmed facts to run with the other answer. */
  readonly flipped?: readonly UnconfirmedFactId[];
  /** The organization whose members all accounts are: `aws:PrincipalOrgID`. */
  readonly organization?: string;
}

type Parts = Pick<World, 'clock' | 'ledger' | 'events' | 'unconfirmed'> &
  Partial<Pick<World, 'home' | 'throttles'>> & { readonly organization?: string | undefined };

/** Everything that the embedded AWS knows. Services reach each other's state through their slots only. */
export class World {
  readonly #states = new Map<string, unknown>();
  /** `http://127.0.0.1:PORT` once the server listens; functions get it as AWS_ENDPOINT_URL. */
  endpoint = '';
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly events: EventBus;
  readonly unconfirmed: UnconfirmedAnswers;
  readonly home: Scope;
  readonly throttles: Throttles;
  readonly organization: string | undefined;

  constructor(parts: Parts) {
    this.clock = parts.clock;
    this.ledger = parts.ledger;
    this.events = parts.events;
    this.unconfirmed = parts.unconfirmed;
    this.home = parts.home ?? { partition: 'aws', account: '111122223333', region: 'us-east-1' };
    this.throttles = parts.throttles ?? 'aws';
    this.organization = parts.organization;
  }

  state<T>(slot: StateSlot<T>, scope: Scope): T {
    const span = {
      world: '',
      partition: scope.partition,
      account: `${scope.partition}/${scope.account}`,
      region: `${scope.partition}/${scope.account}/${scope.region}`,
    }[slot.span];
    const key = `${slot.name}|${span}`;
    if (!this.#states.has(key)) this.#states.set(key, slot.create(scope));
    return this.#states.get(key) as T;
  }
}

/** An empty AWS: no account has anything in it. */
export const createWorld = (options: WorldOptions = {}): World =>
  new World({
    clock: options.clock ?? systemClock,
    ledger: new Ledger(),
    events: new EventBus(),
    unconfirmed: answers(options.flipped),
    ...(options.home && { home: options.home }),
    ...(options.throttles && { throttles: options.throttles }),
    organization: options.organization,
  });

/** The partition that a region belongs to. */
export const partitionOf = (region: string): string => {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
};
