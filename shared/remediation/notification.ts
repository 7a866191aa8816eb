import type { Arn } from '#shared/connect/arn.ts';
import { correlationId } from '#shared/connect/correlation.ts';
import type { Place } from '#shared/connect/deployment.ts';
import type { PolicyWriter } from '#shared/connect/fight.ts';
import { explainedIn, type Notification, notification } from '#shared/connect/notification.ts';
import type { Outcome, OutcomeStatus } from './outcome.ts';

/** What a message says beside the outcome itself. */
export interface ToldWith {
  readonly place: Place;
  readonly executionId: string;
  /** Those that use the bucket. */
  readonly instances: readonly Arn[];
  /** Who wrote the policy that was replaced, if its CloudTrail event has come. */
  readonly writer?: PolicyWriter;
}

interface Wording {
  readonly subject: (bucket: string) => string;
  readonly happened: (bucket: string) => string;
  /** The section of docs/remediation.md. */
  readonly section: string;
  /** What to do next: in words, then the command. */
  readonly next: readonly (readonly [when: string, command: string])[];
}

const undo = [
  'Recordings stop, or somebody is shut out who must not be?',
  'restore BUCKET --yes',
] as const;
const look = ['What would be written, and why is it not?', 'plan BUCKET'] as const;
const byHand = ['Do it nevertheless, as a person:', 'apply BUCKET --yes'] as const;
const history = ['What the policy was, and when:', 'backups BUCKET'] as const;

/** Those that are missing are silent. */
const wordings: Readonly<Partial<Record<OutcomeStatus, Wording>>> = {
  REMEDIATED: {
    subject: (bucket) => `Closed: ${bucket}`,
    happened: (bucket) =>
      `The policy of ${bucket} was replaced. Only Amazon Connect and whom the settings name reach its objects now.`,
    section: 'closed',
    next: [undo, ['Who is to have access is in the settings:', 'settings get']],
  },
  ADOPTED: {
    subject: (bucket) => `Adopted: ${bucket}`,
    happened: (bucket) =>
      `The policy of ${bucket}, which had locked the guard out, was replaced by one that lets the guard in.`,
    section: 'adopted',
    next: [undo],
  },
  RESTORED: {
    subject: (bucket) => `Restored: ${bucket}`,
    happened: (bucket) =>
      `The policy of ${bucket} is again what it was. While the exception holds, the guard leaves it alone.`,
    section: 'restored',
    next: [['When the exception ends, and how to end it now:', 'exceptions'], look],
  },
  REFUSED: {
    subject: (bucket) => `Not closed: ${bucket}`,
    happened: (bucket) =>
      `${bucket} is not in order, and the guard did not write its policy. Nothing was changed.`,
    section: 'refused',
    next: [look, byHand],
  },
  UNDECIDED: {
    subject: (bucket) => `Cannot tell: ${bucket}`,
    happened: (bucket) =>
      `What the policy of ${bucket} means cannot be decided, so the guard wrote nothing.`,
    section: 'refused',
    next: [look],
  },
  ROLLED_BACK: {
    subject: (bucket) => `Rolled back: ${bucket}`,
    happened: (bucket) =>
      `The guard wrote the policy of ${bucket}, found that it would lock somebody out, and put the old one back.`,
    section: 'rolled-back',
    next: [look, history],
  },
  CONFLICT: {
    subject: (bucket) => `Two writers: ${bucket}`,
    happened: (bucket) =>
      `Somebody else wrote the policy of ${bucket} at the same time as the guard, which left it alone.`,
    section: 'two-writers',
    next: [history, look],
  },
  FIGHTING: {
    subject: (bucket) => `Stopped, somebody keeps changing it back: ${bucket}`,
    happened: (bucket) =>
      `The guard has put the policy of ${bucket} right again and again, and something keeps putting the other one back. It has stopped: the bucket stays as it is until somebody decides.`,
    section: 'fighting',
    next: [history, ['When the other writer has been stopped, close it:', 'apply BUCKET --yes']],
  },
};

/** Nothing has happened that anybody needs to know. */
export const isSilent = (status: OutcomeStatus): boolean => wordings[status] === undefined;

/** What people are told of an outcome; undefined when it is silent. */
export function outcomeNotification(
  { status, bucket, reasons, backup, digestBefore }: Outcome,
  { place, executionId, instances, writer }: ToldWith,
): Notification | undefined {
  const wording = wordings[status];
  if (wording === undefined) return undefined;
  const agent = writer?.userAgent === undefined ? '' : ` (${writer.userAgent})`;
  return notification(wording.subject(bucket), [
    wording.happened(bucket),
    `Why: ${reasons.join('\n     ')}`,
    inPlace(place, instances),
    writer && `The policy that was found is the work of ${writer.arn}${agent}, ${writer.at}.`,
    backup && `The policy before is kept as ${backup}.`,
    ...wording.next.map(([when, command]) => commandFor(when, command, bucket, place)),
    [
      `Execution: ${executionId}`,
      ...(digestBefore === undefined
        ? []
        : [`In the logs: correlationId ${correlationId(bucket, digestBefore)}`]),
    ].join('\n'),
    explainedIn(wording.section),
  ]);
}

/** Which account and region it is about, and which contact centers. */
export const inPlace = ({ account, region }: Place, instances: readonly Arn[]): string =>
  [
    `Account ${account}, region ${region}. Used by:`,
    ...(instances.length === 0 ? ['  no instance that the inventory knows'] : []),
    ...instances.map((arn) => `  ${arn}`),
  ].join('\n');

export const commandFor = (
  when: string,
  command: string,
  bucket: string,
  { region }: Place,
): string => `${when}\n  connect-guard ${command.replaceAll('BUCKET', bucket)} --region ${region}`;

/** What repeats itself as long as nothing changes: AWS Config tries again and again. */
const repeating: readonly OutcomeStatus[] = ['REFUSED', 'UNDECIDED', 'FIGHTING'];

/**
 * Equal for outcomes that say the same: then people need to be told only once. Undefined for what
 * is news every time.
 */
export function sameNews({ status, reasons, refusals }: Outcome): string | undefined {
  if (isSilent(status)) return status;
  if (!repeating.includes(status)) return undefined;
  const says =
    status === 'REFUSED' ? refusals.map(({ code, message }) => `${code}: ${message}`) : reasons;
  // When it last happened is not what happened.
  const timeless = says.map((text) => text.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'then'));
  return JSON.stringify([status, ...timeless.toSorted()]);
}
