import type { ClockPort, ConnectPort, ListedInstance } from '#shared/ports.ts';
import { askPart, isTaken, nothingKnown, partsOf } from './ask-connect.ts';
import type { Learnt, TakenInstance } from './learnt.ts';
import type { InstanceParts, Part } from './refresh-state.ts';

export interface SweepWorld {
  readonly connect: ConnectPort;
  readonly clock: ClockPort;
}

const nothingTaken: TakenInstance = { ...nothingKnown, failed: [] };

/** Whether Connect has told everything of an instance, be it with a refusal. */
export const isWhole = (arn: ListedInstance['arn'], parts: InstanceParts | undefined): boolean =>
  parts !== undefined && partsOf(arn).every((part) => isTaken(parts, part));

/**
 * Asks Connect what has not been learnt of these instances, one request at a time, and keeps it after
 * each. What fails is asked once more at the end.
 * @returns whether all has been asked by `deadline`
 */
export async function sweepConnect(
  { connect, clock }: SweepWorld,
  listed: readonly ListedInstance[],
  learnt: Learnt,
  deadline: Date,
): Promise<boolean> {
  for (const last of [false, true]) {
    for (const { arn } of listed) {
      let taken = learnt.instances.get(arn) ?? nothingTaken;
      const before = taken;
      const missing = partsOf(arn).filter((part) => !isTaken(before, part));
      for (const part of missing) {
        if (clock.now() >= deadline) {
          if (taken !== before) await learnt.keep(arn, taken);
          return false;
        }
        const { parts, failed } = await askPart(connect, taken, part);
        if (failed === undefined) taken = { ...taken, ...parts };
        else if (last) {
          taken = { ...taken, ...parts, failed: [...taken.failed, ...again(part, failed)] };
        }
      }
      if (taken !== before) await learnt.keep(arn, taken);
    }
  }
  return true;
}

/** What to take again: an instance that is not there any more calls for a new list, too. */
export const again = (part: Part, failed: string): readonly Part[] =>
  failed === 'ResourceNotFoundException' ? [{ kind: 'instances' }, part] : [part];
