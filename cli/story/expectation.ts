/** The story did not go as it should: a bucket stayed open, or somebody was locked out. */
export class Disappointment extends Error {
  override readonly name = 'Disappointment';
}

/** @throws Disappointment saying what was expected and what was found. */
export function expectThat(holds: boolean, otherwise: string): void {
  if (!holds) throw new Disappointment(otherwise);
}
