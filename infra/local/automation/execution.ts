import type { Json, JsonObject } from '../cloudformation/json.ts';

export type AutomationStatus = 'InProgress' | 'Waiting' | 'Success' | 'Failed' | 'TimedOut';

/** One step as `GetAutomationExecution` shows it. */
export interface StepRecord {
  readonly name: string;
  readonly action: string;
  status: AutomationStatus;
  readonly startTime: Date;
  endTime?: Date;
  inputs: JsonObject;
  /** The response and the declared outputs, by name. */
  outputs: Record<string, Json>;
  failureMessage?: string;
}

/** What one execution has come to. It changes while the execution runs. */
export interface ExecutionRecord {
  readonly id: string;
  status: AutomationStatus;
  readonly parameters: Readonly<Record<string, Json>>;
  readonly steps: StepRecord[];
  /** By `Step.Output`. */
  outputs: Record<string, Json>;
  failureMessage?: string;
}

/** What the steps do to the world. Each answers what its step then has as outputs, or throws. */
export interface AutomationActions {
  invokeFunction(inputs: JsonObject): Promise<JsonObject>;
  /** Waits until people have approved; throws when they reject, or do not answer in time. */
  approve(inputs: JsonObject, timeoutSeconds: number | undefined): Promise<JsonObject>;
  executeApi(inputs: JsonObject): Promise<JsonObject>;
  sleep(milliseconds: number): Promise<void>;
  now(): Date;
  /** Whether outputs can select members of a function's answer. */
  readonly selectsInPayload: boolean;
  /** Whether an invoked function that fails makes its step fail. */
  readonly functionErrorFails: boolean;
  /** `global:REGION`, `global:ACCOUNT_ID`. */
  readonly globals: Readonly<Record<string, string>>;
}
