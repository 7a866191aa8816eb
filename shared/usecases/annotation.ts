import { oneLine } from '#shared/connect/one-line.ts';

/** @see https://docs.aws.amazon.com/config/latest/APIReference/API_Evaluation.html */
const maximumLength = 256;

/** A reason as AWS Config takes it: 1 to 256 characters. */
export const annotation = (reason: string): string =>
  oneLine(reason, maximumLength, 'No reason was given.');
