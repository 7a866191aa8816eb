import { oneLine } from '#shared/connect/one-line.ts';

/** A text as Security Hub takes it. */
export const line = (text: string, most: number): string => oneLine(text, most, '-');
