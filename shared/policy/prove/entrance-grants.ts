import type { PolicyDocument, PrincipalElement, Statement } from '../document.ts';
import type { Caller } from './callers.ts';

/** What a bucket policy says to one caller. */
export interface Grants {
  /** Allow statements that name the caller itself, or everyone: no boundary limits them. */
  readonly direct: readonly Statement[];
  /** Allow statements that name the role behind a session: its boundary limits them. */
  readonly role: readonly Statement[];
  readonly denies: readonly Statement[];
  /** All of these statements, for the prover; undefined when there are none. */
  readonly document: PolicyDocument | undefined;
}

/**
 * Sorts a bucket policy's statements by how they name a caller of the bucket's own account. An Allow
 * to the account as a whole lets nobody in: it leaves that to the callers' own policies.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function grantsTo(
  caller: Caller,
  document: PolicyDocument | undefined,
  bounded: boolean,
): Grants {
  const statements = document?.statements ?? [];
  const allows = statements.filter(({ effect }) => effect === 'Allow');
  const direct = allows.flatMap((each) => narrowed(each, caller, isDirect(caller)));
  const role = allows.flatMap((each) => narrowed(each, caller, (entry) => isRole(entry, caller)));
  const denies = statements
    .filter(({ effect }) => effect === 'Deny')
    .map((each) => (bounded ? forBounded(each) : each));
  const all = [...direct, ...role, ...denies];
  return {
    direct,
    role,
    denies,
    document: document && all.length > 0 ? { ...document, statements: all } : undefined,
  };
}

/** Whoever has a boundary is denied by every `NotPrincipal`, named or not. */
const forBounded = (statement: Statement): Statement =>
  statement.principal?.negated
    ? { ...statement, principal: { ...nobodyElse(statement.principal), everyone: true } }
    : statement;

/** What a bucket policy says to callers of other accounts, whose own lets them do everything. */
export function grantsToOutsiders(document: PolicyDocument | undefined): Grants {
  const having = (effect: Statement['effect']) =>
    document?.statements.filter((statement) => statement.effect === effect) ?? [];
  return { direct: having('Allow'), role: [], denies: having('Deny'), document };
}

const isDirect = (caller: Caller) => {
  const { account, partition } = caller;
  const whole = [account, `arn:${partition}:iam::${account}:root`];
  return (entry: string): boolean => !whole.includes(entry) && !isRole(entry, caller);
};

/** Whether an entry names the role whose session the caller is, by its ARN or unique id. */
function isRole(entry: string, { kind, fixed, texts }: Caller): boolean {
  if (kind !== 'role') return false;
  return entry === fixed.get('aws:principalarn') || texts.some(({ name }) => name === entry);
}

/** The statement with only some of the principals that it names; none, when nobody is left. */
function narrowed(
  statement: Statement,
  { kind }: Caller,
  keeps: (entry: string) => boolean,
): readonly Statement[] {
  const { principal } = statement;
  if (!principal) return [];
  const aws = principal.aws.filter(keeps);
  const others = keeps('*') ? principal : nobodyElse(principal);
  const isLeft =
    others.everyone ||
    others.negated ||
    aws.length > 0 ||
    others.federated.length > 0 ||
    others.canonicalUser.length > 0 ||
    (kind === 'service' && others.service.length > 0);
  return isLeft ? [{ ...statement, principal: { ...others, aws } }] : [];
}

/** What a principal element says beside `"AWS"` belongs to the statement that names callers directly. */
const nobodyElse = (element: PrincipalElement): PrincipalElement => ({
  ...element,
  negated: false,
  everyone: false,
  service: [],
  federated: [],
  canonicalUser: [],
});
