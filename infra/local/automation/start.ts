import { randomUUID } from 'node:crypto';
import { assumeAs } from '../assume-as.ts';
import { callAs } from '../call-as.ts';
import type { Json, JsonObject } from '../cloudformation/json.ts';
import { serviceWait } from '../pace.ts';
import { AwsError, type Caller } from '../service.ts';
import { type StoredDocument, type StoredExecution, ssmState } from '../services/ssm/state.ts';
import type { Scope, World } from '../world.ts';
import { approve, Waiting } from './approve.ts';
import type { AutomationDocument } from './document.ts';
import type { AutomationActions, ExecutionRecord } from './execution.ts';
import { invokeFunctionAs } from './invoke-function.ts';
import { executionParameters } from './parameters.ts';
import { runAutomation } from './run.ts';
import { fillIn } from './variables.ts';

/** Who starts an execution, of what. */
export interface AutomationRequest {
  readonly documentName: string;
  /** `$DEFAULT`, `$LATEST` or a number; the default version unless given. */
  readonly documentVersion?: string;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  /** Steps run as this caller when the document has no `assumeRole`. */
  readonly startedBy: Caller;
}

/**
 * Starts an Automation execution; `world.events.idle()` waits for it.
 * @throws AwsError `AutomationDefinitionNotFoundException`,
 * `AutomationDefinitionVersionNotFoundException`, `InvalidAutomationExecutionParametersException`.
 */
export function startAutomation(
  world: World,
  scope: Scope,
  request: AutomationRequest,
): StoredExecution {
  const { documentName, startedBy } = request;
  const { version, document } = definition(world, scope, request);
  const parameters = executionParameters(document, request.parameters);
  const assumeRole = roleOf(document, parameters);
  const record: ExecutionRecord = {
    id: randomUUID(),
    status: 'InProgress',
    parameters,
    steps: [],
    outputs: {},
  };
  const finished = run(world, scope, document, record, startedBy, assumeRole, () => waiting).then(
    () => {
      execution.ended = world.clock.now();
    },
  );
  const waiting = new Waiting(world, finished);
  const execution: StoredExecution = {
    record,
    documentName,
    documentVersion: String(version),
    started: world.clock.now(),
    executedBy: startedBy.arn ?? 'anonymous',
    ...(assumeRole === undefined ? {} : { assumeRole }),
    parameters: request.parameters,
    finished,
    waiting,
  };
  ssmState(world, scope).executions.set(record.id, execution);
  return execution;
}

/** The role that the steps run under, from the parameters of the execution. */
export function roleOf(
  document: AutomationDocument,
  parameters: Readonly<Record<string, Json>>,
): string | undefined {
  const role = fillIn(document.assumeRole ?? '', (name) => parameters[name]);
  return typeof role === 'string' && role !== '' ? role : undefined;
}

/** The version of a document that a request means. */
export function definition(
  world: World,
  scope: Scope,
  { documentName, documentVersion = '$DEFAULT' }: AutomationRequest,
): { readonly version: number; readonly document: AutomationDocument } {
  const stored = ssmState(world, scope).documents.get(documentName);
  if (stored === undefined) {
    const message = `Document with name ${documentName} does not exist.`;
    throw new AwsError('AutomationDefinitionNotFoundException', message);
  }
  const version = versionNumber(stored, documentVersion);
  const found = stored.versions[version - 1];
  if (found === undefined) {
    const message = `Document ${documentName} has no version ${documentVersion}.`;
    throw new AwsError('AutomationDefinitionVersionNotFoundException', message);
  }
  return { version, document: found.automation };
}

/** Counted from 1. */
export function versionNumber(document: StoredDocument, version: string): number {
  if (version === '$DEFAULT') return document.defaultVersion;
  return version === '$LATEST' ? document.versions.length : Number(version);
}

/** Does not reject: a role that cannot be assumed fails the execution. */
async function run(
  world: World,
  scope: Scope,
  document: AutomationDocument,
  record: ExecutionRecord,
  startedBy: Caller,
  assumeRole: string | undefined,
  waiting: () => Waiting,
): Promise<void> {
  // The execution is known by its id before its first step begins.
  await Promise.resolve();
  try {
    const caller =
      assumeRole === undefined ? startedBy : await assume(world, scope, assumeRole, record.id);
    const approving = (inputs: JsonObject, seconds?: number) =>
      approve(world, scope, caller, record.id, waiting(), inputs, seconds);
    await runAutomation(document, record, {
      ...actionsAs(world, scope, caller),
      approve: approving,
    });
  } catch (error) {
    record.status = 'Failed';
    record.failureMessage = error instanceof Error ? error.message : String(error);
  }
}

async function assume(world: World, scope: Scope, arn: string, id: string): Promise<Caller> {
  const { partition, account, region } = scope;
  const role = { arn, sessionName: `Automation-${id}` };
  const session = await assumeAs(world, scope, 'ssm.amazonaws.com', role, {
    'aws:SourceAccount': account,
    'aws:SourceArn': `arn:${partition}:ssm:${region}:${account}:automation-execution/${id}`,
  });
  return session.caller;
}

const actionsAs = (
  world: World,
  scope: Scope,
  caller: Caller,
): Omit<AutomationActions, 'approve'> => ({
  invokeFunction: (inputs) => invokeFunctionAs(world, scope, caller, inputs),
  async executeApi({ Service: service, Api: api, ...input }) {
    if (typeof service !== 'string' || typeof api !== 'string') {
      throw new Error('aws:executeAwsApi: Service and Api must be given');
    }
    const operation = api.charAt(0).toUpperCase() + api.slice(1);
    const output = await callAs(world, scope, caller, service.toLowerCase(), operation, input);
    return JSON.parse(JSON.stringify(output)) as JsonObject;
  },
  sleep: (milliseconds) => serviceWait(world, milliseconds),
  now: () => world.clock.now(),
  selectsInPayload: world.unconfirmed['automation-selects-inside-payload'],
  functionErrorFails: world.unconfirmed['function-error-fails-automation-step'],
  globals: { 'global:REGION': scope.region, 'global:ACCOUNT_ID': scope.account },
});
