import { type Authorization, authorize, unmapped } from './authorize.ts';
import type { FaultKind } from './faults.ts';
import type { LedgerCheck } from './ledger.ts';
import { isManagementWrite, type ManagementCall } from './management-calls.ts';
import { actionsOf } from './operation-actions.ts';
import { implementationOf } from './router.ts';
import {
  type AccessCheck,
  AwsError,
  anyoneSigned,
  type Call,
  type Caller,
  type Service,
} from './service.ts';
import { throttle } from './throttle.ts';
import type { OperationShape } from './wire/shapes.ts';
import { respell } from './wire/spelling.ts';
import { validate } from './wire/validate.ts';
import type { World } from './world.ts';

/** What the ledger will say of a call, filled in as it becomes known. */
export interface Attempt {
  caller?: Caller;
  service: string;
  operation: string;
  account?: string;
  region?: string;
  requestId: string;
  internal?: true;
  fault?: FaultKind;
  readonly checks: LedgerCheck[];
}

/**
 * Runs one call as every call is run: throttle, validate, authorize, then the effect.
 * @throws AwsError in the service's spelling.
 */
export async function perform(
  service: Service,
  shape: OperationShape,
  call: Call,
  attempt: Attempt,
): Promise<Record<string, unknown>> {
  const told: AccessCheck[] = [];
  let taken = false;
  try {
    const operation = implementationOf(service, shape);
    throttle(call.world, call.scope, service, shape.name);
    taken = true;
    validate(service.protocol, shape.input, call.input);
    // `validate` has just held the input against the schema that the operation's types come from.
    const typed = call as Call<never>;
    const checks = operation.access(typed);
    if (checks !== anyoneSigned) told.push(...checks);
    const { asked, denied } = beyondItsActions(call, checks) ?? (await authorize(call, checks));
    attempt.checks.push(...asked);
    if (denied) throw denied;
    const output = ((await operation.run(typed)) ?? {}) as Record<string, unknown>;
    tell({ call, checks: told, output });
    return output;
  } catch (fault) {
    const error = respell(service.protocol, asAwsError(fault));
    if (taken) tell({ call, checks: told, error });
    throw error;
  }
}

function tell(made: ManagementCall): void {
  const { world, service, operation } = made.call;
  if (isManagementWrite(service, operation)) world.events.emit('management-called', made);
}

/** Denies a call whose operation asks for an action that is not listed as its own. */
function beyondItsActions(
  call: Call,
  checks: readonly AccessCheck[] | typeof anyoneSigned,
): Authorization | undefined {
  if (checks === anyoneSigned) return undefined;
  const listed = actionsOf(call.service, call.operation);
  const beyond = checks.find(({ action }) => !listed.includes(action));
  return beyond && { asked: [], denied: unmapped(call, `to other actions than ${beyond.action}`) };
}

/** Anything unforeseen is a fault of the embedded AWS itself, and says so. */
export function asAwsError(fault: unknown): AwsError {
  if (fault instanceof AwsError) return fault;
  const text = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
  return new AwsError('InternalFailure', `The embedded AWS failed: ${text}`, 500);
}

export function record(world: World, attempt: Attempt, error?: AwsError): void {
  const { caller, service, operation, checks, requestId, account, region, internal, fault } =
    attempt;
  const anonymous = caller?.kind === 'anonymous' ? 'anonymous' : undefined;
  world.ledger.record({
    at: world.clock.now(),
    principal: caller?.arn ?? anonymous ?? 'unknown',
    service,
    operation,
    checks,
    requestId,
    ...(account !== undefined && { account }),
    ...(region !== undefined && { region }),
    ...(internal && { internal }),
    ...(fault && { fault }),
    ...(error && { error: error.code }),
  });
}
