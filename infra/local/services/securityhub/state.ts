import type * as client from '@aws-sdk/client-securityhub';
import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub';
import { AwsError } from '../../service.ts';
import type { Scope, StateSlot, World } from '../../world.ts';

export interface AutomationRule extends client.AutomationRulesMetadata {
  readonly Criteria: client.AutomationRulesFindingFilters;
  readonly Actions: readonly client.AutomationRulesAction[];
}

export interface HubState {
  /** Undefined: Security Hub is not enabled in the account and region. */
  enabledAt: Date | undefined;
  /** Whether AWS Config sends what its rules find, too: on unless somebody turns it off. */
  takesConfig: boolean;
  /** By {@link findingKey}. */
  readonly findings: Map<string, AwsSecurityFinding>;
  /** By ARN. */
  readonly automationRules: Map<string, AutomationRule>;
  /** Accounts whose findings this one's administrator sees, too. */
  readonly members: Set<string>;
}

const slot: StateSlot<HubState> = {
  name: 'securityhub',
  span: 'region',
  create: () => ({
    enabledAt: undefined,
    takesConfig: true,
    findings: new Map(),
    automationRules: new Map(),
    members: new Set(),
  }),
};

export const hubIn = (world: World, scope: Scope): HubState => world.state(slot, scope);

/** @throws AwsError `InvalidAccessException` (401) where Security Hub is not enabled. */
export function enabledHub(world: World, scope: Scope): HubState {
  const hub = hubIn(world, scope);
  if (hub.enabledAt) return hub;
  throw new AwsError(
    'InvalidAccessException',
    `Account ${scope.account} is not subscribed to AWS Security Hub`,
    401,
  );
}

/** Its own, and those of the accounts that it administers, in its region. */
export const visibleFindings = (world: World, scope: Scope): readonly AwsSecurityFinding[] =>
  [scope.account, ...enabledHub(world, scope).members].flatMap((account) => [
    ...hubIn(world, { ...scope, account }).findings.values(),
  ]);

/** A product's ids are its own. */
export const findingKey = ({ ProductArn, Id }: client.AwsSecurityFindingIdentifier): string =>
  `${ProductArn} ${Id}`;

const administratorSlot: StateSlot<{ account?: string }> = {
  name: 'securityhub-administrator',
  span: 'partition',
  create: () => ({}),
};

/** The account to which the organization has delegated Security Hub. */
export const administratorIn = (world: World, scope: Scope): { account?: string } =>
  world.state(administratorSlot, scope);
