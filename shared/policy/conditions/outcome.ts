/** What cannot be decided inside the model, with the reason in one sentence. */
export interface Unknown {
  readonly unknown: string;
}

/** Three-valued truth. */
export type Outcome = boolean | Unknown;

export const unknown = (reason: string): Unknown => ({ unknown: reason });

/** True when one is true, else unknown when one is unknown, else false. */
export function anyOf<T>(items: readonly T[], test: (item: T) => Outcome): Outcome {
  let doubt: Unknown | undefined;
  for (const item of items) {
    const outcome = test(item);
    if (outcome === true) return true;
    if (outcome !== false) doubt ??= outcome;
  }
  return doubt ?? false;
}

/** False when one is false, else unknown when one is unknown, else true. */
export function allOf<T>(items: readonly T[], test: (item: T) => Outcome): Outcome {
  let doubt: Unknown | undefined;
  for (const item of items) {
    const outcome = test(item);
    if (outcome === false) return false;
    if (outcome !== true) doubt ??= outcome;
  }
  return doubt ?? true;
}

export const not = (outcome: Outcome): Outcome =>
  typeof outcome === 'boolean' ? !outcome : outcome;
