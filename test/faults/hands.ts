import { checkBucketPolicy } from '#shared/generate/check-bucket-policy.ts';
import { approvePrincipals } from '#shared/usecases/approvals.ts';
import { Retryable } from '#shared/usecases/errors.ts';
import { planBucket } from '#shared/usecases/plan-bucket.ts';
import { remediateBucketPolicy } from '#shared/usecases/remediate-bucket-policy.ts';
import { restoreBucketPolicy } from '#shared/usecases/restore-bucket-policy.ts';
import { putSettings } from '#shared/usecases/settings.ts';
import { type Account, begin, deployment, people } from './account.ts';
import { portsAs } from './ports.ts';

/** Something that is so of each. */
export interface Standing {
  readonly administrator: boolean;
  readonly bystander: boolean;
}

/** What an administrator has at hand, and what came of it so far. */
export interface Hands {
  readonly account: Account;
  readonly bucket: string;
  /** Whom the settings name. */
  named: Standing;
  /** Whom a person has let in since they are who they are, until the guard finds them named no more. */
  approved: Standing;
  /** The administrator is another one than the settings know. */
  madeAnew: boolean;
  executions: number;
}

/** What the guard does by itself, or when asked. */
export const guardActs = ['plan', 'remediate', 'restore'] as const;

/** What came of one act of the guard. */
export interface Acted {
  readonly status: string;
  readonly reasons: readonly string[];
  /** The live policies. */
  readonly before: string | null;
  readonly after: string | null;
  /** Who is to get through. */
  readonly standing: Standing;
}

const all: Standing = { administrator: true, bystander: false };

export async function beginAnew(account: Account, bucket: string): Promise<Hands> {
  account.pristine();
  account.clock.set(begin);
  account.aws.world.ledger.entries.length = 0;
  const hands = {
    account,
    bucket,
    named: all,
    approved: all,
    madeAnew: false,
    executions: 0,
  };
  await settle(hands, {});
  await approve(hands);
  return hands;
}

/** Puts settings as a person does: ids of those named are recorded. */
export async function settle(
  hands: Hands,
  { named = hands.named, ...more }: { readonly named?: Standing; readonly [key: string]: unknown },
): Promise<void> {
  const administrators = [
    ...(named.administrator ? [people.administrator] : []),
    ...(named.bystander ? [people.bystander] : []),
  ];
  const settings = { version: 1, mode: 'enforce', administrators, ...more };
  await putSettings(engineer(hands), deployment, JSON.stringify(settings));
  hands.named = named;
  hands.madeAnew = false;
}

/** A person lets in whom the settings name, as far as that can be told. */
export async function approve(hands: Hands): Promise<void> {
  try {
    await approvePrincipals(engineer(hands), deployment, hands.bucket, people.engineer);
  } catch (error) {
    if (error instanceof Retryable) return;
    throw error;
  }
  const { named, madeAnew } = hands;
  hands.approved = { ...named, administrator: named.administrator && !madeAnew };
}

const engineer = ({ account }: Hands) => portsAs(account.aws, people.engineer, deployment);

export async function act(hands: Hands, what: string): Promise<Acted> {
  const { account, bucket } = hands;
  const before = account.policy(bucket);
  const ports = portsAs(account.aws, deployment.remediatorRole, deployment);
  const executionId = `execution-${++hands.executions}`;
  const request = { deployment, bucket, executionId, check: checkBucketPolicy };
  const outcome = async () => {
    if (what === 'remediate') return remediateBucketPolicy(ports, request);
    if (what === 'restore') return restoreBucketPolicy(ports, request);
    const { refusals, undecided } = await planBucket(ports, { ...request, by: 'automation' });
    const reasons = [...refusals.map(({ message }) => message), ...undecided];
    return { status: 'PLANNED', reasons: [...reasons, 'only a plan'] };
  };
  const { status, reasons } = await outcome().catch((error: unknown) => {
    if (!(error instanceof Retryable)) throw error;
    return { status: 'RETRYABLE', reasons: [error.message] };
  });
  if (what === 'remediate' && foundInOrder.has(status)) forgetUnnamed(hands);
  return {
    status,
    reasons,
    before,
    after: account.policy(bucket),
    standing: {
      administrator: hands.named.administrator && hands.approved.administrator,
      bystander: hands.named.bystander && hands.approved.bystander,
    },
  };
}

const foundInOrder: ReadonlySet<string> = new Set(['REMEDIATED', 'ALREADY_COMPLIANT']);

/** As the guard does, unless somebody whom the settings name cannot be found. */
function forgetUnnamed(hands: Hands): void {
  const { named, approved, madeAnew } = hands;
  if (named.administrator && madeAnew) return;
  hands.approved = {
    administrator: approved.administrator && named.administrator,
    bystander: approved.bystander && named.bystander,
  };
}
