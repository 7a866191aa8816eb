/** One thing that was measured or counted. */
export interface Figure {
  readonly value: number;
  /** `ms`, `s`, `MB`, `KB` and `/s` depend on the machine; whatever else is a count. */
  readonly unit: string;
  readonly ratioTo?: { readonly what: string; readonly ratio: number };
  readonly aim?: string;
}

/** By name. */
export type Figures = Readonly<Record<string, Figure>>;

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly gigabytes: number;
  readonly platform: string;
  readonly node: string;
}

/** What `npm run bench -- --json` answers, and `baseline.json` holds. */
export interface Bench {
  readonly machine: Machine;
  /** What took how long in the same run, to compare times with. */
  readonly reference: Figure;
  readonly sections: Readonly<Record<string, Figures>>;
}

const ofTheMachine = ['ms', 's', 'MB', 'KB', '/s'];

/** Whether it has to come out the same wherever and whenever it is counted. */
export const isCount = ({ unit, ratioTo }: Figure): boolean =>
  ratioTo === undefined && !ofTheMachine.includes(unit);

export const count = (value: number, unit: string, aim?: string): Figure => ({
  value,
  unit,
  ...(aim !== undefined && { aim }),
});

/** @param to with what it is compared, in the same unit */
export const measured = (
  value: number,
  unit: string,
  to?: { readonly what: string; readonly value: number },
  aim?: string,
): Figure => ({
  value,
  unit,
  ...(to && { ratioTo: { what: to.what, ratio: value / to.value } }),
  ...(aim !== undefined && { aim }),
});

/** Times that are compared with nothing else are compared with the reference. */
export function besideReference(figures: Figures, reference: Figure): Figures {
  const inMilliseconds: Readonly<Record<string, number>> = { ms: 1, s: 1000 };
  return Object.fromEntries(
    Object.entries(figures).map(([name, figure]) => {
      const factor = inMilliseconds[figure.unit];
      if (factor === undefined || figure.ratioTo) return [name, figure];
      const ratio = (figure.value * factor) / reference.value;
      return [name, { ...figure, ratioTo: { what: 'the reference', ratio } }];
    }),
  );
}

export const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

/** The slope of the line through the logarithms: 1 where twice as much takes twice as long. */
export function exponent(points: readonly (readonly [x: number, y: number])[]): number {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  const mean = (of: (point: readonly [number, number]) => number) =>
    logs.reduce((sum, point) => sum + of(point), 0) / logs.length;
  const [middle, height] = [mean(([x]) => x), mean(([, y]) => y)];
  return mean(([x, y]) => (x - middle) * (y - height)) / mean(([x]) => (x - middle) ** 2);
}
