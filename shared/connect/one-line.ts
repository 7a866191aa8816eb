/**
 * A text on one line, of at most so many characters: cut at its end and seen to be, never inside a
 * character.
 * @param nothing what stands for a text that says nothing
 */
export function oneLine(text: string, most: number, nothing: string): string {
  const whole = text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
  if (whole === '') return nothing;
  if (whole.length <= most) return whole;
  const start = whole.slice(0, most - 1);
  return `${start.isWellFormed() ? start : start.slice(0, -1)}…`;
}
