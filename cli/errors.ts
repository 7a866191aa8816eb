/** The input is wrong: names the file (or option) and the path of the fault in it. Exit code 2. */
export class BadInput extends Error {
  override readonly name = 'BadInput';
}

/** It was asked for rightly and did not work out; the message says what to do next. Exit code 3. */
export class Failed extends Error {
  override readonly name = 'Failed';
}

/** What an error says, in one line. */
export const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replaceAll(/\s*\n\s*/g, ' ');

/** What errors that say nothing of it ask for, by what they say. */
const advice: readonly (readonly [RegExp, string])[] = [
  [
    // Only the state bucket is read and written by a key that may be somebody's own.
    /\bkms:(Decrypt|GenerateDataKey)\b|\bKMS\.\w+Exception\b/,
    'The state bucket is encrypted with a key of yours: see that it is enabled, and that its policy and your own let you call kms:Decrypt and kms:GenerateDataKey on it (docs/operations.md, "A key of your own").',
  ],
  [
    /s3:PutObject\b.*:connect-storage-guard-\d{12}-.*explicit deny in a resource-based policy/,
    'The stack lets only those write who are named in its parameter StateWriters: have it deployed with your role among them (docs/operations.md, "Install").',
  ],
];

/** What to do next about an error that says nothing of it; empty when nobody knows. */
export const adviceOn = (message: string): string =>
  advice.find(([said]) => said.test(message))?.[1] ?? '';
