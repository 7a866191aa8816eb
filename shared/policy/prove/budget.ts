/** A question needs more steps than it may take: its answer is "undecided", on every machine alike. */
export class StepLimitReached extends Error {
  override readonly name = 'StepLimitReached';
}

/** Counts the steps of a question. Steps, never time, so that an answer is always the same. */
export class Budget {
  steps = 0;
  readonly allowance: number;
  #limit: number;

  /** `allowance`: how many steps one question may take. */
  constructor(allowance: number) {
    this.allowance = allowance;
    this.#limit = allowance;
  }

  /** The next question begins. */
  renew(): void {
    this.#limit = this.steps + this.allowance;
  }

  /** @throws StepLimitReached */
  spend(steps = 1): void {
    this.steps += steps;
    if (this.steps > this.#limit) {
      throw new StepLimitReached(`a question would take more than ${this.allowance} steps`);
    }
  }
}
