import { checkBucketPolicy } from '#shared/generate/check-bucket-policy.ts';
import type { BaselineFacts } from '#shared/generate/facts.ts';
import { readPolicy } from '#shared/rules/bucket/live-policy.ts';
import { told } from '#shared/rules/judgements.ts';
import { readBucket } from '#shared/usecases/bucket-facts.ts';
import { readInventory } from '#shared/usecases/read-inventory.ts';
import { Failed } from '../errors.ts';
import { colour } from '../terminal.ts';
import type { Account } from './open-account.ts';
import { carriedThrough, worldOf } from './person.ts';

/** What a policy would do to a bucket, in sentences. */
export interface Effect {
  /** Requests that get through and should not. */
  readonly opens: readonly string[];
  /** Requests that are needed and do not get through. */
  readonly locksOut: readonly string[];
  readonly undecided: readonly string[];
}

/**
 * Judges policies that a bucket has had or may get by whom the settings and the inventory name now.
 * When that is not known, every answer says so.
 */
export async function effectsOn(
  account: Account,
  bucket: string,
): Promise<(policy: string | null) => Effect> {
  const facts = await factsOf(account, bucket);
  return (policy) =>
    'why' in facts
      ? { opens: [], locksOut: [], undecided: [facts.why] }
      : effectOf(facts.known, policy);
}

function effectOf(facts: BaselineFacts, text: string | null): Effect {
  const policy = readPolicy(text);
  if ('problem' in policy) return { opens: [], locksOut: [], undecided: [policy.problem] };
  const { findings, undecided } = checkBucketPolicy(facts, policy.document);
  const [locksOut, opens] = [true, false].map((lockout) =>
    findings
      .filter(({ question }) => (question === 'lockout') === lockout)
      .map(({ because }) => because),
  );
  return { opens: opens ?? [], locksOut: locksOut ?? [], undecided };
}

async function factsOf(
  account: Account,
  bucket: string,
): Promise<{ readonly known: BaselineFacts } | { readonly why: string }> {
  const world = worldOf(account);
  const { deployment } = account;
  try {
    const { facts } = await carriedThrough(account, async () => {
      const inventory = await readInventory(world, deployment);
      return readBucket(world, deployment, inventory, bucket, ['settings', 'principals']);
    });
    if (!facts.inspected) return { why: `no instance of Amazon Connect stores in ${bucket}` };
    const { baseline } = facts.inspected;
    if (baseline.state === 'known') return { known: baseline.value.facts };
    const why = baseline.state === 'unreadable' ? `: ${told(baseline.why)}` : '';
    return { why: `who needs the bucket is not known${why}` };
  } catch (error) {
    if (error instanceof Failed) return { why: error.message };
    throw error;
  }
}

/** The worst of it, in one sentence. */
export function inShort({ opens, locksOut, undecided }: Effect): string {
  const more = (all: readonly string[]) => (all.length > 1 ? ` (and ${all.length - 1} more)` : '');
  if (locksOut.length > 0) return colour.red(`locks out: ${locksOut[0]}${more(locksOut)}`);
  if (opens.length > 0) return colour.red(`opens: ${opens[0]}${more(opens)}`);
  if (undecided.length > 0) return colour.yellow(`cannot tell: ${undecided[0]}${more(undecided)}`);
  return colour.green('closed');
}
