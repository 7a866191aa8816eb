import type { Arn } from '#shared/connect/arn.ts';
import type { Deployment } from '#shared/connect/deployment.ts';
import type { ConnectInstance, Inventory } from '#shared/connect/inventory.ts';
import type { BucketFacts } from '#shared/rules/bucket/facts.ts';
import {
  administratorRules,
  bucketRules,
  instanceRules,
  keyRules,
  streamRules,
} from '#shared/rules/registry.ts';
import type { Judgement, Rule } from '#shared/rules/rule.ts';
import type { PolicyHandling } from '#shared/settings/settings.ts';
import { gatherAdministrators } from '../gather-administrators.ts';
import { gatherInstances } from '../gather-instances.ts';
import { gatherKeys } from '../gather-keys.ts';
import { gatherStreams } from '../gather-streams.ts';
import type { Gathering, Scope } from '../gathering.ts';
import { unreadPolicy } from './advice.ts';
import { gatherWithStrangers, type StrangersRequest } from './gather-strangers.ts';
import { livePolicy, plannedPolicy } from './planned-policy.ts';
import type { AuditFinding } from './report.ts';

/** What a report says of a resource beside its type and id. */
export interface Known {
  readonly name?: string;
  readonly arn?: Arn;
  readonly instances: readonly ConnectInstance[];
}

/** What a finding shows beside the reason. */
export type Evidence = Pick<AuditFinding, 'policy' | 'planned' | 'losesAccess'>;

/** How the resources of one kind are judged, and what is shown of them. */
export interface AuditedKind<Facts> {
  readonly rules: readonly Rule<Facts>[];
  readonly gather: (scope: Scope) => Gathering<Facts>;
  readonly known: (facts: Facts) => Known;
  /** A judgement that goes before the rule's. */
  readonly before?: (rule: Rule<Facts>, facts: Facts) => Judgement | undefined;
  readonly evidence?: (rule: Rule<Facts>, facts: Facts, judgement: Judgement) => Promise<Evidence>;
}

export interface KindsRequest extends StrangersRequest {
  readonly deployment: Deployment;
  readonly inventory: Inventory;
  /** The ARN of who audits. */
  readonly auditor: string;
  readonly policies: PolicyHandling;
}

export const instanceKind: AuditedKind<Parameters<(typeof instanceRules)[number]['evaluate']>[0]> =
  {
    rules: instanceRules,
    gather: gatherInstances,
    known({ instance }) {
      if (instance.state !== 'known') return { instances: [] };
      const { alias, id, arn } = instance.value;
      return { name: alias ?? id, arn, instances: [instance.value] };
    },
  };

export const keyKind = ({ reading }: KindsRequest) =>
  kind({
    rules: keyRules,
    gather: gatherKeys(reading),
    known: ({ id, place: { partition, account, region }, use }) => ({
      arn: `arn:${partition}:kms:${region}:${account}:key/${id}`,
      instances: use.instances,
    }),
  });

export const streamKind = ({ reading }: KindsRequest) =>
  kind({
    rules: streamRules,
    gather: gatherStreams(reading),
    known: ({ kind: of, id, place: { partition, account, region }, use }) => ({
      arn: `arn:${partition}:${of}:${region}:${account}:${of === 'kinesis' ? 'stream' : 'deliverystream'}/${id}`,
      instances: use.instances,
    }),
  });

export const administratorKind = ({ reading }: KindsRequest) =>
  kind({
    rules: administratorRules,
    gather: gatherAdministrators(reading),
    known({ principal, instances }) {
      if (principal.state !== 'known') return { instances };
      const { arn } = principal.value;
      return { name: arn.slice(arn.lastIndexOf('/') + 1), arn, instances };
    },
  });

const policyRule = 'bucket-policy-least-privilege';

export const bucketKind = (request: KindsRequest) =>
  kind({
    rules: bucketRules,
    gather: gatherWithStrangers(request),
    known: ({ bucket, use }) => ({ name: bucket, instances: use.instances }),
    before: (rule, facts) =>
      rule.id === policyRule && facts.use.instances.length > 0
        ? unreadPolicy(facts, request.auditor)
        : undefined,
    evidence: async (rule, facts, { verdict }) =>
      rule.id === policyRule ? policyEvidence(request, facts, verdict) : {},
  });

async function policyEvidence(
  { reading, policies, inventory, deployment }: KindsRequest,
  facts: BucketFacts,
  verdict: Judgement['verdict'],
): Promise<Evidence> {
  const live = livePolicy(facts);
  if (live === undefined) return {};
  const planned = verdict === 'NON_COMPLIANT' ? plannedPolicy(facts, policies) : undefined;
  if (planned === undefined) return { policy: live };
  const change = { bucket: facts.bucket, live, planned };
  const losing = await reading.losesAccess?.(deployment, inventory, change);
  return { policy: live, planned, ...(losing && { losesAccess: losing }) };
}

const kind = <Facts>(audited: AuditedKind<Facts>): AuditedKind<Facts> => audited;
