import type { Deployment, Place } from '#shared/connect/deployment.ts';
import { absent, type Fact, known, unreadable } from '#shared/connect/fact.ts';
import type { BaselineFacts } from '#shared/generate/facts.ts';
import type { StatePort } from '#shared/ports.ts';
import {
  type Approval,
  approvalKey,
  approvalOf,
  parseApproval,
} from '#shared/remediation/approval.ts';
import { approvedAs, exemptIn } from '#shared/remediation/exempt.ts';
import { type ReadWorld, readBucket } from './bucket-facts.ts';
import { Retryable } from './errors.ts';
import { readInventory } from './read-inventory.ts';
import { isFault } from './settings.ts';
import { openDocument, replaceDocument } from './stored-document.ts';

/** Whom a person has let into the bucket; one that is not understood is unreadable, never none. */
export async function readApproval(
  state: StatePort,
  bucket: string,
  place: Place,
): Promise<Fact<Approval>> {
  const stored = await state.read(approvalKey(bucket));
  if (stored.state === 'unreadable') return stored;
  if (stored.state === 'absent') return absent;
  try {
    return known(parseApproval(stored.value.body, bucket, place));
  } catch (error) {
    if (!isFault(error)) throw error;
    const message = `${approvalKey(bucket)}: ${error.message}`;
    return unreadable({ action: 's3:GetObject', code: 'InvalidApproval', message });
  }
}

/**
 * Keeps whom a person lets into the bucket, in place of whom somebody let in before.
 * @throws Retryable when it cannot be kept.
 */
export async function recordApproval(
  state: StatePort,
  deployment: Deployment,
  facts: BaselineFacts,
  word: Pick<Approval, 'by' | 'at'>,
): Promise<void> {
  const approval = approvalOf(facts.bucket, deployment, exemptIn(facts, deployment), word);
  await changeApproval(state, deployment, facts.bucket, () => approval);
}

/**
 * Forgets whom the settings name no more: named again, they wait for a person again.
 * @throws Retryable when that cannot be kept.
 */
export async function withdrawApprovals(
  state: StatePort,
  deployment: Deployment,
  facts: BaselineFacts,
): Promise<void> {
  const named = new Set(exemptIn(facts, deployment).map(approvedAs));
  await changeApproval(
    state,
    deployment,
    facts.bucket,
    (approval) =>
      approval && {
        ...approval,
        principals: approval.principals.filter((each) => named.has(each)),
      },
  );
}

async function changeApproval(
  state: StatePort,
  place: Place,
  bucket: string,
  change: (approval: Approval | undefined) => Approval | undefined,
): Promise<void> {
  const stored = await openDocument(state, approvalKey(bucket), (text) =>
    parseApproval(text, bucket, place),
  );
  const changed = change(stored.value);
  if (!changed || stored.value?.principals.join() === changed.principals.join()) return;
  await replaceDocument(stored, changed);
}

/**
 * A person lets everybody whom the settings name into the generated policy of a bucket, without
 * having it written now.
 * @throws Retryable when who that is cannot be found out, or cannot be kept.
 */
export async function approvePrincipals(
  world: Omit<ReadWorld, 'bucket'>,
  deployment: Deployment,
  bucket: string,
  by: string,
): Promise<void> {
  const inventory = await readInventory(world, deployment);
  const { facts } = await readBucket(
    { ...world, bucket: { policy: async () => absent } },
    deployment,
    inventory,
    bucket,
    ['settings', 'principals'],
  );
  const baseline = facts.inspected?.baseline;
  if (baseline?.state !== 'known') {
    const why = baseline?.state === 'unreadable' ? baseline.why.message : 'no instance uses it';
    throw new Retryable(`Who may reach ${bucket} is not known: ${why}`);
  }
  const at = world.clock.now().toISOString();
  await recordApproval(world.state, deployment, baseline.value.facts, { by, at });
}
