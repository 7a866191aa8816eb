import { askedKeys } from '#shared/policy/asked-keys.ts';
import { decide, type Policies } from '#shared/policy/decide.ts';
import type { PolicyDocument } from '#shared/policy/document.ts';
import { fromRaw } from '#shared/policy/parse.ts';
import type { Decision, Request } from '#shared/policy/request.ts';
import { statementName } from '#shared/remediation/entrants.ts';
import { listed } from '#shared/rules/judgements.ts';
import type { OwnPolicies } from '#shared/rules/principal-access.ts';
import type { AskedResource } from './asked-resource.ts';

/** Whether somebody can do something, and by which statements. */
export interface CanAnswer {
  readonly answer: 'allowed' | 'denied' | 'cannot tell';
  /** As it was decided; absent when it is not known who asks. */
  readonly request?: Request;
  readonly statements: readonly DecidingStatement[];
  /** In one sentence. */
  readonly because: string;
  /** Condition keys that policies ask for and the request does not have: the answer may hang on them. */
  readonly notGiven: readonly string[];
}

/** A statement that decided. */
export interface DecidingStatement {
  /** `resource`, `boundary`, or the name of the caller's policy. */
  readonly policy: string;
  /** Its position in its policy, from 0. */
  readonly index: number;
  readonly sid?: string;
  /** As people call it. */
  readonly name: string;
}

/** What is known of the policies that have a say; a string says why something is not. */
export interface Known {
  readonly own: OwnPolicies | string;
  /** The names of its policies, in their order. */
  readonly policyNames: readonly string[];
  readonly resource: PolicyDocument | string | undefined;
}

export const cannotTell = (because: string): CanAnswer => ({
  answer: 'cannot tell',
  statements: [],
  because,
  notGiven: [],
});

const unlimited = fromRaw(
  { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } },
  'identity',
);

/** What the policy of a resource is called, and how `decide` treats it. */
const kinds: Readonly<
  Record<AskedResource['has'], { called: string; kind: NonNullable<Policies['resourceKind']> }>
> = {
  bucket: { called: 'the bucket policy', kind: 'bucket' },
  key: { called: 'the key policy', kind: 'key' },
  'role-trust': { called: 'the trust policy', kind: 'role-trust' },
  function: { called: "the function's policy", kind: 'function' },
  'no policy': { called: 'no policy', kind: 'function' },
  'a policy that is not looked at': { called: 'its policy', kind: 'function' },
};

/**
 * Decides a request by what is known. Own policies that are not known count as allowing everything,
 * so that a denial is one whatever they say.
 */
export function answerTo(
  request: Request,
  has: AskedResource['has'],
  { own, policyNames, resource }: Known,
): CanAnswer {
  const { called, kind } = kinds[has];
  const policies: Policies = {
    resourceKind: kind,
    ...(typeof own === 'string' ? { identity: [unlimited] } : own),
    ...(resource !== undefined && typeof resource !== 'string' && { resource }),
  };
  const { identity = [], boundary } = policies;
  const documents = [...identity, boundary, policies.resource].filter((each) => each !== undefined);
  const { free, ofCaller } = askedKeys(request, documents);
  const decided = decide(request, policies);
  const open = reasonsToDoubt(decided, own, resource, ofCaller);
  const asked = { request, notGiven: free };
  if (open.length > 0) return { ...cannotTell(open.join('; ')), ...asked };
  const statements = decided.statements.map((reference): DecidingStatement => {
    const { policy, policyIndex = 0, index, sid } = reference;
    return {
      policy: policy === 'identity' ? (policyNames[policyIndex] ?? policy) : policy,
      index,
      ...(sid !== undefined && { sid }),
      name: statementName(reference, { policyNames }, called),
    };
  });
  const by = listed([...new Set(statements.map(({ name }) => name))]);
  const words: Readonly<Record<Decision['decision'], string>> = {
    Allow: by === '' ? 'root may do what no policy denies' : `allowed by ${by}`,
    ExplicitDeny: `denied by ${by}`,
    ImplicitDeny: 'no statement allows it',
  };
  const answer = decided.decision === 'Allow' ? 'allowed' : 'denied';
  return { answer, statements, because: words[decided.decision], ...asked };
}

/** Why the decision may be another one. A Deny that certainly applies holds whatever else is not known. */
function reasonsToDoubt(
  { decision, unknown = [] }: Decision,
  own: Known['own'],
  resource: Known['resource'],
  ofCaller: readonly string[],
): readonly string[] {
  const [ownDoubt, resourceDoubt] = [own, resource].map((each) =>
    typeof each === 'string' ? [each] : [],
  );
  // Whose policies are not known, its unique id is not known either.
  const idDoubt = ofCaller.some((key) => /^aws:userid$/i.test(key)) ? ownDoubt : [];
  const doubts = {
    Allow: [ownDoubt, resourceDoubt],
    ExplicitDeny: [idDoubt],
    ImplicitDeny: [idDoubt, resourceDoubt],
  }[decision];
  return [...unknown, ...doubts.flatMap((each) => each ?? [])];
}
