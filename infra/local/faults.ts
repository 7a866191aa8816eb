import { killProcessOf } from './functions/environments.ts';
import { AwsError, type Call } from './service.ts';
import type { StateSlot, World } from './world.ts';

/**
 * What may go wrong with a call: it is throttled; it fails with a 500 before or after its effect;
 * its effect takes place and nobody ever answers; or so, and the process of the function that made
 * it dies at that moment.
 */
export const faultKinds = [
  'throttled',
  'failed-before',
  'failed-after',
  'unanswered',
  'killed',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** Which call over HTTP goes wrong. Calls that services make from inside never do. */
export interface Fault {
  readonly kind: FaultKind;
  /** The n-th that matches, from 1. What a client repeats by itself counts as one call. */
  readonly call: number;
  /** The ARN of the role or user that calls; anybody unless given. */
  readonly principal?: string;
  /** For example `PutBucketPolicy`; any unless given. */
  readonly operation?: string;
  /** Whether what the client repeats by itself goes wrong too; only the first attempt unless given. */
  readonly attempts?: 'first' | 'all';
}

interface Planned {
  readonly fault: Fault;
  /** Calls that matched, by the id that all attempts of one share. */
  readonly seen: string[];
}

const slot: StateSlot<Planned[]> = { name: 'faults', span: 'world', create: () => [] };

/** The answer of a call that nobody hears. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';
}

/** Plans a fault. It stays until {@link clearFaults}; the ledger tells which call it befell. */
export function injectFault(world: World, fault: Fault): void {
  if (!Number.isInteger(fault.call) || fault.call < 1) {
    throw new RangeError(`calls are counted from 1, there is no ${fault.call}`);
  }
  world.state(slot, world.home).push({ fault, seen: [] });
}

export function clearFaults(world: World): void {
  world.state(slot, world.home).length = 0;
}

/**
 * Makes a call, with the fault that was planned for it.
 * @param accessKeyId with which it was signed: tells the process of a function
 * @param befallen is told of the fault
 * @throws AwsError that the fault answers; {@link Unanswered}
 */
export async function withFaults<T>(
  call: Call,
  accessKeyId: string | undefined,
  befallen: (kind: FaultKind) => void,
  make: () => Promise<T>,
): Promise<T> {
  const kind = faultOf(call);
  if (kind === undefined) return make();
  befallen(kind);
  if (kind === 'throttled') throw new AwsError('Throttling', 'Rate exceeded');
  if (kind === 'failed-before') throw internalFailure();
  // Whatever it comes to, nobody is told.
  await make().catch(() => {});
  if (kind === 'failed-after') throw internalFailure();
  if (kind === 'killed') await killProcessOf(call.world, accessKeyId);
  throw new Unanswered(`${call.operation} is not answered`);
}

/** @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html */
const idOf = ({ headers, requestId }: Call): string =>
  headers['amz-sdk-invocation-id'] ?? requestId;

function faultOf(call: Call): FaultKind | undefined {
  const id = idOf(call);
  for (const { fault, seen } of call.world.state(slot, call.world.home)) {
    if (fault.principal !== undefined && fault.principal !== call.caller.arn) continue;
    if (fault.operation !== undefined && fault.operation !== call.operation) continue;
    const repeated = seen.includes(id);
    if (!repeated) seen.push(id);
    if (seen.indexOf(id) === fault.call - 1 && (!repeated || fault.attempts === 'all')) {
      return fault.kind;
    }
  }
  return undefined;
}

const internalFailure = (): AwsError =>
  new AwsError('InternalFailure', 'We encountered an internal error. Please try again.', 500);
