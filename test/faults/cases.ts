import { clearFaults, type Fault, injectFault } from '#infra/local/faults.ts';
import { digestOf } from '#shared/policy/digest.ts';
import { type Ask, letIn, lockedOut } from './access.ts';
import { type Account, deployment } from './account.ts';
import { type Attempted, invoke, type Situation } from './starts.ts';

/** One call of one run, and what befalls it. */
export interface Case {
  readonly situation: Situation;
  /** Of the run's calls, from 1. */
  readonly call: number;
  readonly fault: Pick<Fault, 'kind' | 'attempts'>;
}

/**
 * What may befall a call. That it goes wrong once and the client's next attempt succeeds is of
 * interest only where the effect has taken place.
 */
const befalling: readonly Case['fault'][] = [
  { kind: 'throttled', attempts: 'all' },
  { kind: 'failed-before', attempts: 'all' },
  { kind: 'failed-after', attempts: 'first' },
  { kind: 'failed-after', attempts: 'all' },
  { kind: 'unanswered', attempts: 'first' },
  { kind: 'killed', attempts: 'first' },
];

export const casesOf = (situation: Situation): readonly Case[] =>
  situation.calls.flatMap((_, index) =>
    befalling.map((fault) => ({ situation, call: index + 1, fault })),
  );

export const nameOf = ({ situation, call, fault }: Case): string => {
  const { operation, start, calls } = situation;
  return `${operation}, ${start.name}: call ${call} (${calls[call - 1]}) ${fault.kind}, ${fault.attempts === 'all' ? 'every attempt' : 'once'}`;
};

/**
 * As often as AWS Config is asked to try; each attempt is an execution of its own. Minutes lie
 * between: by then the lock of a run that died is over.
 */
const attempts = 3;
const between = 300_000;

/** Runs one case, tries again as AWS Config would, and says what is not as it must be. */
export async function runCase(
  account: Account,
  ask: Ask,
  tried: Case,
  attemptTo: typeof invoke = invoke,
): Promise<readonly string[]> {
  const { situation, call, fault } = tried;
  const { operation, start } = situation;
  const { world } = account.aws;
  situation.reset();
  clearFaults(world);
  injectFault(world, { ...fault, call, principal: deployment.remediatorRole });
  let last: Attempted | undefined;
  for (let attempt = 1; attempt <= attempts && last?.failed !== false; attempt++) {
    if (attempt > 1) account.clock.set(new Date(account.clock.now().getTime() + between));
    last = await attemptTo(account, operation, start.bucket, `execution-${attempt}`);
  }
  clearFaults(world);
  const befallen = world.ledger.entries.some((entry) => entry.fault === fault.kind);
  return [
    ...(befallen ? [] : ['the fault befell no call']),
    ...(last?.failed ? [`still fails: ${last.said.errorMessage}`] : []),
    ...policyIsRight(account, situation),
    ...oldPolicyIsKept(account, situation),
    ...receiptIsThere(account, situation),
    ...peopleAreTold(account, situation),
    ...exceptionIsRight(account, situation),
    ...(await lockedOut(account, ask, start.bucket)),
    ...(operation === 'remediate' ? await letIn(ask, start.bucket) : []),
  ];
}

/** After a retry it is as an undisturbed run leaves it, byte for byte. */
function policyIsRight(account: Account, { start, before, after }: Situation): string[] {
  const live = account.policy(start.bucket);
  if (live === after) return [];
  return live === before ? ['the policy was not changed'] : [`the policy is neither: ${live}`];
}

/** Of all policies that were ever replaced, byte for byte. */
function oldPolicyIsKept(account: Account, { start, before }: Situation): string[] {
  if (account.policy(start.bucket) === before) return [];
  const kept = account
    .keys(`backups/${start.bucket}/`)
    .some((key) => (account.stored(key) as { before: unknown }).before === before);
  return kept ? [] : ['no backup holds the old policy'];
}

/** The newest receipt tells of what is live, also when the run that wrote it could not. */
function receiptIsThere(account: Account, { start }: Situation): string[] {
  const newest = account.keys(`receipts/${start.bucket}/`).at(-1);
  const { digestAfter } = newest
    ? (account.stored(newest) as { digestAfter: string })
    : { digestAfter: 'nothing' };
  const live = digestOf(account.policy(start.bucket));
  return digestAfter === live ? [] : [`the newest receipt tells of ${digestAfter}, not of ${live}`];
}

/** By the run, or later by whoever looks for writes that nobody has been told of. */
function peopleAreTold({ aws, keys }: Account, { start }: Situation): string[] {
  const published = aws.world.ledger.entries.some(
    ({ operation, error, fault }) =>
      operation === 'Publish' && (!error || fault === 'failed-after'),
  );
  const toldOf = keys(`notices/runs/${start.bucket}/`);
  const untold = keys(`receipts/${start.bucket}/`).filter(
    (key) => !toldOf.includes(key.replace('receipts/', 'notices/runs/')),
  );
  return published || untold.length > 0 ? [] : ['nobody is ever told'];
}

/** A restored policy has an exception, or AWS Config would undo it; a remediated one has none. */
function exceptionIsRight(account: Account, { operation, start }: Situation): string[] {
  const { exceptions = [] } = account.stored('settings.json') as {
    exceptions?: readonly { bucket: string }[];
  };
  const found = exceptions.filter(({ bucket }) => bucket === start.bucket).length;
  const wanted = operation === 'restore' ? 1 : 0;
  return found === wanted ? [] : [`${found} exceptions instead of ${wanted}`];
}
