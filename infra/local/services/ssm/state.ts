import type { Waiting } from '../../automation/approve.ts';
import type { AutomationDocument } from '../../automation/document.ts';
import type { ExecutionRecord } from '../../automation/execution.ts';
import type { JsonObject } from '../../cloudformation/json.ts';
import type { Scope, StateSlot, World } from '../../world.ts';

export interface DocumentVersion {
  readonly content: JsonObject;
  readonly automation: AutomationDocument;
}

export interface StoredDocument {
  readonly name: string;
  readonly arn: string;
  readonly created: Date;
  /** Version 1 comes first. */
  readonly versions: DocumentVersion[];
  /** Counted from 1. */
  defaultVersion: number;
  tags: readonly { readonly Key: string; readonly Value: string }[];
}

export interface StoredParameter {
  readonly name: string;
  readonly arn: string;
  readonly type: 'String' | 'StringList' | 'SecureString';
  readonly value: string;
  readonly version: number;
  readonly modified: Date;
  readonly description?: string;
}

export interface StoredExecution {
  readonly record: ExecutionRecord;
  readonly documentName: string;
  readonly documentVersion: string;
  readonly started: Date;
  ended?: Date;
  /** ARN or service name of who started it. */
  readonly executedBy: string;
  readonly assumeRole?: string;
  /** As given. */
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  /** Resolves when the execution has ended, however it ended. */
  readonly finished: Promise<void>;
  /** For people, while a step wants their approval. */
  readonly waiting: Waiting;
}

export interface SsmState {
  readonly documents: Map<string, StoredDocument>;
  readonly parameters: Map<string, StoredParameter>;
  /** By execution id, oldest first. */
  readonly executions: Map<string, StoredExecution>;
}

const slot: StateSlot<SsmState> = {
  name: 'ssm',
  span: 'region',
  create: () => ({ documents: new Map(), parameters: new Map(), executions: new Map() }),
};

export const ssmState = (world: World, scope: Scope): SsmState => world.state(slot, scope);

/** All executions, oldest first. */
export const automationExecutions = (world: World, scope: Scope): readonly StoredExecution[] => [
  ...ssmState(world, scope).executions.values(),
];
