import type { Inventory } from '#shared/connect/inventory.ts';
import { instancesOf } from '#shared/connect/resource-use.ts';
import { isConnectServiceLinkedRole } from '#shared/connect/service-linked-role.ts';
import type { BaselineFacts } from '#shared/generate/facts.ts';
import type { PolicyDocument } from '#shared/policy/document.ts';
import type { BucketConfigurationPort, IamPort } from '#shared/ports.ts';
import type { Ready } from '#shared/remediation/guard-facts.ts';
import {
  foreignPublicRefusals,
  namesOthers,
  publicStatements,
  unknownConnectRoles,
} from '#shared/remediation/guard-live.ts';
import type { Refusal } from '#shared/remediation/refusal.ts';

export interface GuardWorld {
  readonly iam: IamPort;
  readonly configuration: Pick<BucketConfigurationPort, 'publicAccessBlock' | 'tags'>;
}

interface Proposed {
  readonly inventory: Inventory;
  readonly facts: BaselineFacts;
  readonly ready: Ready;
  readonly planned: PolicyDocument | undefined;
}

const connectRoles = '/aws-service-role/connect.amazonaws.com/';

/** The reasons not to write that need one more look at the account, which is taken only then. */
export async function liveRefusals(
  world: GuardWorld,
  proposed: Proposed,
): Promise<readonly Refusal[]> {
  return [...(await unknownRoles(world.iam, proposed)), ...(await publicOnes(world, proposed))];
}

async function unknownRoles(
  iam: IamPort,
  { inventory, facts, ready, planned }: Proposed,
): Promise<readonly Refusal[]> {
  const ofInstances = instancesOf(inventory).flatMap(({ serviceRole }) =>
    serviceRole.state === 'known' ? [serviceRole.value] : [],
  );
  const { connectRoles: current, administrators, workloads, remediator } = facts;
  const known = [...ofInstances, ...current, ...administrators, ...workloads];
  if (!namesOthers(ready.before, remediator ? [...known, remediator] : known)) return [];
  const roles = await iam.rolesUnder(connectRoles);
  if (roles.state === 'unreadable') {
    const { action, code } = roles.why;
    return [
      {
        code: 'FACTS_UNREADABLE',
        message: `Whether the live policy lets in a role of Connect that no instance has is not known: ${action}: ${code}.`,
        next: 'See that the role of the guard may list the roles of the account.',
      },
    ];
  }
  const others = (roles.state === 'known' ? roles.value : []).filter(
    ({ arn, id }) =>
      isConnectServiceLinkedRole(arn) &&
      (ready.before?.includes(id) || ready.before?.includes(arn)) &&
      !known.some((each) => each.arn === arn),
  );
  return unknownConnectRoles(facts, ready.live, planned, others);
}

async function publicOnes(
  { configuration }: GuardWorld,
  { facts: { bucket }, planned }: Proposed,
): Promise<readonly Refusal[]> {
  const statements = publicStatements(planned, bucket);
  if (statements.length === 0) return [];
  return foreignPublicRefusals(statements, await configuration.publicAccessBlock(bucket));
}
