/**
 * Milliseconds of each task: the quickest of several rounds, in which they take turns. What else the
 * machine does only makes a round slower.
 */
export function quickest(
  tasks: readonly (() => unknown)[],
  rounds: number,
  repeat: number,
): readonly number[] {
  const best = tasks.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < rounds; round++) {
    for (const [at, task] of tasks.entries()) {
      const begun = performance.now();
      for (let each = 0; each < repeat; each++) task();
      best[at] = Math.min(best[at] ?? 0, (performance.now() - begun) / repeat);
    }
  }
  return best;
}
