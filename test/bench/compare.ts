import { type Bench, type Figure, type Figures, isCount } from './figures.ts';

/** A figure that is not what it was. */
export interface Moved {
  readonly section: string;
  readonly figure: string;
  /** Undefined: it was not there. */
  readonly before: number | undefined;
  /** Undefined: it is not there any more. */
  readonly now: number | undefined;
}

const tolerance = 0.15;

/**
 * Ratios that moved by more than 15 %, counts that moved at all, and what came or went, of the
 * sections that were run. Absolute times and sizes say nothing on another machine.
 */
export const moved = (before: Bench, now: Bench): readonly Moved[] =>
  Object.entries(now.sections).flatMap(([section, figures]) =>
    movedFigures(before.sections[section] ?? {}, figures).map((each) => ({ section, ...each })),
  );

const movedFigures = (before: Figures, now: Figures): readonly Omit<Moved, 'section'>[] =>
  [...new Set([...Object.keys(before), ...Object.keys(now)])].flatMap((figure) => {
    const [one, other] = [before[figure], now[figure]];
    if (one && other && isSame(one, other)) return [];
    return [{ figure, before: one && compared(one), now: other && compared(other) }];
  });

const compared = ({ value, ratioTo }: Figure): number => ratioTo?.ratio ?? value;

function isSame(before: Figure, now: Figure): boolean {
  const [one, other] = [compared(before), compared(now)];
  if (isCount(before) !== isCount(now)) return false;
  if (isCount(now)) return one === other;
  if (!before.ratioTo || !now.ratioTo) return before.ratioTo === now.ratioTo;
  return Math.abs(other - one) <= tolerance * Math.abs(one);
}
