/** A question needs more steps than it may take: its answer is "undecided", on every machine alike. */
export class StepLimitReached extends Error {
  override readonly name = 'StepLimitReached';
}

/** How many steps one question may take, and all together: some hundred milliseconds at worst. */
const QUESTION = 30_000;
const TOTAL = 60_000;

/** Counts the steps of questions. Steps, never time, so that an answer is always the same. */
export class Budget {
  steps = 0;
  #limit = QUESTION;

  /** The next question begins. */
  renew(): void {
    this.#limit = Math.min(this.steps + QUESTION, TOTAL);
  }

  /** @throws StepLimitReached */
  spend(steps = 1): void {
    this.steps += steps;
    if (this.steps > this.#limit) throw new StepLimitReached('it would take too many steps');
  }
}
