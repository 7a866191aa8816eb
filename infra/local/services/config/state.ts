import { createHash } from 'node:crypto';
import type {
  ConfigRule,
  Evaluation,
  RemediationConfiguration,
  RemediationException,
} from '@aws-sdk/client-config-service';
import type { ConfigurationItem } from '../../config-engine/configuration-item.ts';
import type { Scope, StateSlot, World } from '../../world.ts';

/** A resource as PutEvaluations, remediations and exceptions name it. */
export interface ResourceKey {
  readonly resourceType: string;
  readonly resourceId: string;
}

export interface StoredRule {
  readonly name: string;
  readonly id: string;
  readonly arn: string;
  /** In the SDK's form. */
  rule: ConfigRule;
  lastInvoked?: Date;
  /** Why Config could not invoke the rule's function the last time. */
  lastError?: { readonly code: string; readonly message: string };
  /** By {@link keyOf}. */
  readonly results: Map<string, StoredResult>;
}

export interface StoredResult {
  readonly evaluation: Evaluation;
  readonly recorded: Date;
  readonly invoked: Date;
}

/** A resource that AWS Config has seen. */
export interface KnownResource extends ResourceKey {
  readonly name: string;
  readonly arn: string;
  item: ConfigurationItem | undefined;
  deleted: boolean;
}

export interface RemediationRun {
  readonly key: ResourceKey;
  state: 'QUEUED' | 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED';
  readonly invoked: Date;
  updated: Date;
  executionId?: string;
  error?: string;
}

export interface ConfigState {
  readonly rules: Map<string, StoredRule>;
  /** By {@link keyOf}. */
  readonly resources: Map<string, KnownResource>;
  /** The rule that a result token stands for, and when it was invoked. */
  readonly tokens: Map<string, { readonly rule: string; readonly invoked: Date }>;
  /** By rule name. */
  readonly remediations: Map<string, RemediationConfiguration>;
  /** By rule name and {@link keyOf}. */
  readonly exceptions: Map<string, RemediationException>;
  readonly runs: Map<string, RemediationRun>;
  /** When each resource was remediated automatically, oldest first. */
  readonly attempts: Map<string, Date[]>;
  readonly recorder: {
    roleArn: string;
    recording: boolean;
    /** How many configuration items it has recorded: AWS charges for each. */
    items: number;
    /** Why the recorder could not read the last resource. */
    lastError?: { readonly code: string; readonly message: string };
  };
  /** Bytes of a notification above which Config sends only a summary of the item. */
  oversizedBytes: number;
  /** Evaluations that Config takes but cannot store: a fault to inject. */
  failing: (evaluation: Evaluation) => boolean;
}

const slot: StateSlot<ConfigState> = {
  name: 'config',
  span: 'region',
  create: ({ partition, account }) => ({
    rules: new Map(),
    resources: new Map(),
    tokens: new Map(),
    remediations: new Map(),
    exceptions: new Map(),
    runs: new Map(),
    attempts: new Map(),
    recorder: {
      roleArn: `arn:${partition}:iam::${account}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig`,
      recording: true,
      items: 0,
    },
    oversizedBytes: 256 * 1024,
    failing: () => false,
  }),
};

export const configState = (world: World, scope: Scope): ConfigState => world.state(slot, scope);

export const keyOf = ({ resourceType, resourceId }: ResourceKey): string =>
  `${resourceType}|${resourceId}`;

/** Where a resource's exceptions and remediations of one rule are kept. */
export const ruleKey = (rule: string, key: ResourceKey): string => `${rule}|${keyOf(key)}`;

/** Makes a rule, or changes the one of that name; its results stay. */
export function putRule(world: World, scope: Scope, rule: ConfigRule & { ConfigRuleName: string }) {
  const { rules } = configState(world, scope);
  const name = rule.ConfigRuleName;
  const existing = rules.get(name);
  if (existing !== undefined) {
    existing.rule = { ...rule, ...identity(existing), ConfigRuleState: 'ACTIVE' };
    return existing;
  }
  const seed = `${scope.account}|${scope.region}|${name}`;
  const id = `config-rule-${createHash('sha256').update(seed).digest('hex').slice(0, 6)}`;
  const arn = `arn:${scope.partition}:config:${scope.region}:${scope.account}:config-rule/${id}`;
  const stored: StoredRule = {
    name,
    id,
    arn,
    rule: { ...rule, ...identity({ id, arn }), ConfigRuleState: 'ACTIVE' },
    results: new Map(),
  };
  rules.set(name, stored);
  return stored;
}

const identity = ({ id, arn }: Pick<StoredRule, 'id' | 'arn'>) => ({
  ConfigRuleId: id,
  ConfigRuleArn: arn,
});

/** The exception that keeps a resource from being remediated, unless it has expired. */
export function exceptionFor(
  world: World,
  scope: Scope,
  rule: string,
  key: ResourceKey,
): RemediationException | undefined {
  const found = configState(world, scope).exceptions.get(ruleKey(rule, key));
  const expired = found?.ExpirationTime !== undefined && found.ExpirationTime <= world.clock.now();
  return expired ? undefined : found;
}
