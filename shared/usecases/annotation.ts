/** @see https://docs.aws.amazon.com/config/latest/APIReference/API_Evaluation.html */
const maximumLength = 256;

/**
 * A reason as AWS Config takes it: 1 to 256 characters, on one line, cut at its end and never
 * inside a character.
 */
export function annotation(reason: string): string {
  const line = reason
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
  if (line === '') return 'No reason was given.';
  if (line.length <= maximumLength) return line;
  const cut = line.slice(0, maximumLength - 1);
  return `${cut.isWellFormed() ? cut : cut.slice(0, -1)}…`;
}
