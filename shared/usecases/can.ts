import { type Arn, parseArn } from '#shared/connect/arn.ts';
import type { Place } from '#shared/connect/deployment.ts';
import type { EffectivePolicies } from '#shared/connect/effective-policies.ts';
import { type Fact, known } from '#shared/connect/fact.ts';
import { principalKind } from '#shared/connect/names.ts';
import type { PolicyDocument } from '#shared/policy/document.ts';
import type { Principal, Request } from '#shared/policy/request.ts';
import type { IamPort } from '#shared/ports.ts';
import { told } from '#shared/rules/judgements.ts';
import { ownPolicies, understood } from '#shared/rules/principal-access.ts';
import { type AskedResource, policyOn, type ResourcePolicyWorld } from './asked-resource.ts';
import { type Asker, roleNamed } from './asker.ts';
import { answerTo, type CanAnswer, cannotTell, type Known } from './can-answer.ts';

export interface CanWorld extends ResourcePolicyWorld {
  readonly iam: Pick<IamPort, 'rolesUnder'>;
}

export interface CanRequest {
  readonly place: Place;
  readonly asker: Asker;
  readonly action: string;
  readonly resource: AskedResource;
  readonly context: NonNullable<Request['context']>;
  /** A policy in the place of the one that is on the resource. */
  readonly planned?: string;
}

/** Answers as AWS would, by the policies as they are now. @throws what a port throws */
export async function can(world: CanWorld, request: CanRequest): Promise<CanAnswer> {
  const { place, asker, action, resource, context, planned } = request;
  const caller = await callerFrom(world, asker, place);
  if (typeof caller === 'string') return cannotTell(caller);
  const policy = planned === undefined ? await policyOn(resource, world) : known(planned);
  return answerTo(
    {
      principal: caller.principal,
      action,
      resource: resource.arn,
      resourceAccount: parseArn(resource.arn).account || place.account,
      context: { 'aws:SecureTransport': 'true', ...context },
    },
    resource.has,
    { ...caller.own, resource: read(policy, resource) },
  );
}

/** The policy on a resource, or why it is not known. */
function read(
  fact: Fact<string>,
  { has, holder }: AskedResource,
): PolicyDocument | string | undefined {
  if (fact.state === 'absent') return undefined;
  if (fact.state === 'unreadable') return `the policy of ${holder}: ${told(fact.why)}`;
  const kind = has === 'role-trust' ? 'trust' : 'resource';
  return understood(fact.value, kind, `the policy of ${holder}`);
}

interface Caller {
  readonly principal: Principal;
  readonly own: Pick<Known, 'own' | 'policyNames'>;
}

/** Services and root have no policies of their own. */
const nothing: Caller['own'] = { own: { identity: [] }, policyNames: [] };

/** Who asks as `decide` takes it, or in words why there is no such one. */
async function callerFrom(
  { iam, principals }: CanWorld,
  asker: Asker,
  { partition }: Place,
): Promise<Caller | string> {
  if (asker.kind === 'service') {
    return { principal: { kind: 'service', arn: asker.name }, own: nothing };
  }
  if (asker.kind === 'root') {
    const { account } = asker;
    const arn = `arn:${partition}:iam::${account}:root`;
    return { principal: { kind: 'root', arn, account, userId: account }, own: nothing };
  }
  const named = asker.kind === 'session' ? await roleNamed(iam, asker.role) : known(asker.arn);
  if (named.state === 'unreadable') return told(named.why);
  if (named.state === 'absent') return `there is no role ${'role' in asker ? asker.role : ''}`;
  const held = await principals.effectivePolicies(named.value);
  if (held.state === 'absent') return `there is no ${named.value}`;
  return identified(named.value, held, asker.kind === 'session' ? asker.session : 'connect-guard');
}

function identified(arn: Arn, held: Fact<EffectivePolicies>, session: string): Caller {
  const { account } = parseArn(arn);
  const kind = principalKind(arn) ?? 'role';
  const value = held.state === 'known' ? held.value : undefined;
  const userId =
    value && (kind === 'user' ? value.principal.id : `${value.principal.id}:${session}`);
  return {
    principal: { kind, arn, account, ...(userId !== undefined && { userId }) },
    own: {
      own: ownPolicies(held, arn),
      policyNames: value?.identity.map(({ name }) => name) ?? [],
    },
  };
}
