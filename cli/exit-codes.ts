/** What the process ends with. Documented in docs/cli.md; other programs build on it. */
export const exitCodes = {
  /** Done; of a question: it holds. */
  ok: 0,
  /** Of a question: it fails, there are findings. */
  fails: 1,
  /** The arguments or the input are wrong; nothing was done. */
  badInput: 2,
  /** AWS refused, was not reachable, or something broke on the way. */
  failed: 3,
  /** Of a question: cannot tell. */
  undecided: 4,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
