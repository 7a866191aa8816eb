import type { ClockPort, ConnectPort } from '#shared/ports.ts';
import { askPart, isTaken, listInstances, nothingKnown, partsOf } from './ask-connect.ts';
import type { Part, Sweep } from './refresh-state.ts';

export interface SweepWorld {
  readonly connect: ConnectPort;
  readonly clock: ClockPort;
}

/** A sweep in which everything has been asked. */
export type CompleteSweep = Sweep & Required<Pick<Sweep, 'listed'>>;

export const isComplete = (sweep: Sweep): sweep is CompleteSweep =>
  sweep.listed?.every(({ arn }) => {
    const parts = sweep.parts[arn];
    return parts !== undefined && partsOf(arn).every((part) => isTaken(parts, part));
  }) === true;

/**
 * Asks Connect what is still missing, one request at a time, and keeps what it has learnt after the
 * list and after each instance. What fails is asked once more at the end.
 * @param keep stores the sweep as far as it has come
 * @returns the sweep at its end, or as far as it has come by `deadline`
 * @throws Retryable when `ListInstances` fails.
 */
export async function sweepConnect(
  { connect, clock }: SweepWorld,
  begun: Sweep,
  deadline: Date,
  keep: (sweep: Sweep) => Promise<void>,
): Promise<Sweep> {
  let sweep = begun;
  const listed = begun.listed ?? (await listInstances(connect));
  if (!begun.listed) {
    sweep = { ...sweep, listed };
    await keep(sweep);
  }
  for (const last of [false, true]) {
    for (const { arn } of listed) {
      const missing = partsOf(arn).filter(
        (part) => !isTaken(sweep.parts[arn] ?? nothingKnown, part),
      );
      let asked = 0;
      for (const part of missing) {
        if (clock.now() >= deadline) {
          if (asked > 0) await keep(sweep);
          return sweep;
        }
        const { parts, failed } = await askPart(connect, sweep.parts[arn] ?? nothingKnown, part);
        asked++;
        if (failed !== undefined && !last) continue;
        sweep = {
          ...sweep,
          parts: { ...sweep.parts, [arn]: parts },
          failed: failed === undefined ? sweep.failed : [...sweep.failed, ...again(part, failed)],
        };
      }
      if (asked > 0) await keep(sweep);
    }
  }
  return sweep;
}

/** What to take again: an instance that is not there any more calls for a new list, too. */
export const again = (part: Part, failed: string): readonly Part[] =>
  failed === 'ResourceNotFoundException' ? [{ kind: 'instances' }, part] : [part];
