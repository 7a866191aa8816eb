/** One message to people, over SNS: as mail, in a chat, in a ticket. */
export interface Notification {
  /** One line of at most 100 printable ASCII characters. */
  readonly subject: string;
  /** Plain text. */
  readonly text: string;
}

/** Bytes; SNS takes 256 KiB. */
const longest = 200 * 1024;

/**
 * A message of these paragraphs; those that are undefined are left out.
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export function notification(
  subject: string,
  paragraphs: readonly (string | undefined)[],
): Notification {
  const text = `${paragraphs.filter((each) => each !== undefined).join('\n\n')}\n`;
  const line = subject.replace(/[^ -~]+/g, ' ').trim();
  return {
    subject: line.length > 100 ? `${line.slice(0, 97)}...` : line,
    text: text.length > longest ? `${text.slice(0, longest / 4)}\n(shortened)\n` : text,
  };
}

/** Where the documentation explains it. */
export const explainedIn = (section: string): string => `More: docs/remediation.md#${section}`;
