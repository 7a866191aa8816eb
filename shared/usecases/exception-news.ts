import type { Deployment } from '#shared/connect/deployment.ts';
import { explainedIn, notification } from '#shared/connect/notification.ts';
import type { RemediationException, RemediationExceptionsPort } from '#shared/ports.ts';
import { Retryable } from './errors.ts';
import { type NotifyWorld, tellOnce } from './notices.ts';

export interface ExceptionWorld extends NotifyWorld {
  readonly exceptions: RemediationExceptionsPort;
}

const noticeKey = 'notices/remediation-exceptions.json';

/**
 * Tells people of the buckets that AWS Config no longer has remediated: it adds an exception by
 * itself when a remediation failed too often, and nothing repairs that bucket afterwards.
 * @param rules names of AWS Config rules
 * @returns how many exceptions there are
 * @throws Retryable when they cannot be read; what publishing throws.
 */
export async function tellRemediationExceptions(
  world: ExceptionWorld,
  deployment: Deployment,
  rules: readonly string[],
): Promise<number> {
  const found: RemediationException[] = [];
  for (const rule of rules) {
    const exceptions = await world.exceptions.remediationExceptions(rule);
    if (exceptions.state === 'unreadable') {
      const { action, code, message } = exceptions.why;
      throw new Retryable(
        `The remediation exceptions cannot be read: ${action}: ${code}: ${message}`,
      );
    }
    if (exceptions.state === 'known') found.push(...exceptions.value);
  }
  const names = found.map(({ rule, resourceId }) => `${resourceId} (${rule})`).toSorted();
  const message = () =>
    found.length === 0 ? undefined : exceptionsNotification(deployment, names, found);
  await tellOnce(world, noticeKey, names.join('; ') || 'none', message);
  return found.length;
}

function exceptionsNotification(
  { account, region }: Deployment,
  names: readonly string[],
  found: readonly RemediationException[],
) {
  const why = [...new Set(found.flatMap(({ message }) => message ?? []))];
  return notification(
    `Not remediated any more: ${found.length === 1 ? found[0]?.resourceId : `${found.length} buckets`}`,
    [
      `AWS Config has remediation exceptions in account ${account}, region ${region}: it does not have these buckets closed any more, whatever becomes of them.`,
      names.map((name) => `  ${name}`).join('\n'),
      why.length > 0 ? `What AWS Config says: ${why.join('; ')}` : undefined,
      `See why the remediation failed, then clear them:\n  connect-guard exceptions clear --all --yes --region ${region}`,
      explainedIn('remediation-exceptions'),
    ],
  );
}
