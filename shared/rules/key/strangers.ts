import type { Place } from '#shared/connect/deployment.ts';
import type { Condition, PolicyDocument, Statement } from '#shared/policy/document.ts';

/** An account that no policy is about. */
export const nobodys = '999999999999';

/**
 * Conditions on who calls, and from which network. Whatever else a condition asks (the service in
 * between, the encryption context, the caller's own tags, the time) a stranger can bring along.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export const binds = ({ key }: Condition): boolean =>
  /^(kms:calleraccount|aws:(principal(account|arn|org(id|paths)|isawsservice|servicename(slist)?|type)|userid|username|source(account|arn|ip|vpc|vpce|org(id|paths))|vpcsourceip))$/i.test(
    key,
  );

/** Somebody of another account, with whatever the policy's author may take for a proof. */
export interface Stranger {
  readonly account: string;
  /** Of no account in particular: who gets in so, everyone does. */
  readonly anybody: boolean;
  readonly arn: string;
  /** Condition keys. */
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

const isAccount = (text: string): boolean => /^\d{12}$/.test(text);
const hasWildcard = (text: string): boolean => /[*?]/.test(text);

/** A text that the pattern matches. */
const fill = (pattern: string, star = 'stranger'): string =>
  pattern.replaceAll('?', 'x').replaceAll('*', star);

/** An account id that the pattern matches, if there is one. */
function fillAccount(pattern: string): string {
  const digits = pattern.replaceAll('?', '9');
  const missing = 12 - digits.replaceAll('*', '').length;
  return digits.replace('*', '9'.repeat(Math.max(0, missing))).replaceAll('*', '');
}

const accountKeys = /^(kms:calleraccount|aws:principalaccount)$/i;
const arnKey = /^aws:principalarn$/i;

/**
 * Those whom an Allow may let in: somebody of no account in particular, and those whom its
 * principal, its conditions and the exceptions of the Denies speak of.
 */
export function strangersOf(
  allow: Statement,
  { statements }: PolicyDocument,
  { partition, account }: Place,
): readonly Stranger[] {
  const { principal } = allow;
  const conditions = [allow, ...statements.filter(({ effect }) => effect === 'Deny')].flatMap(
    (each) => each.conditions,
  );
  const valuesOf = (pattern: RegExp) =>
    conditions.filter(({ key }) => pattern.test(key)).flatMap(({ values }) => values);
  const context = {
    'aws:PrincipalOrgID': 'o-stranger000',
    'aws:PrincipalOrgPaths': ['o-stranger000/r-root/ou-root-unit/'],
    'aws:SourceIp': '203.0.113.77',
  };
  const somebody = (of: string, named: boolean, name = 'role/stranger'): Stranger => ({
    account: of,
    anybody: !named,
    arn: `arn:${partition}:iam::${of}:${name}`,
    context,
  });
  const accounts = valuesOf(accountKeys).map((value) =>
    somebody(fillAccount(value), isAccount(value)),
  );
  const named = [...valuesOf(arnKey), ...(principal?.aws ?? [])].flatMap((arn) => {
    if (isAccount(arn)) return [somebody(arn, true)];
    const [, , service, , of = '', ...rest] = arn.split(':');
    if (service === undefined) return [];
    const name = fill(rest.join(':'));
    return [
      somebody(fillAccount(of), isAccount(of), /^(role|user)\//.test(name) ? name : undefined),
    ];
  });
  const claimed = somebody(nobodys, false);
  return [
    somebody(nobodys, false),
    { ...claimed, context: { ...context, ...claims(conditions) } },
    // An account of no organization, through an endpoint of its VPC.
    { ...claimed, context: {} },
    ...accounts,
    ...named,
  ].filter((each) => isAccount(each.account) && each.account !== account);
}

/** What somebody may happen to have of what a condition leaves open: `o-*`, `vpc-*`, `AROA*:*`. */
const claims = (conditions: readonly Condition[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    conditions
      .filter((each) => binds(each) && !accountKeys.test(each.key) && !arnKey.test(each.key))
      .flatMap(({ key, values }) =>
        values
          .filter((value) => hasWildcard(value.split(/[:/]/)[0] ?? ''))
          .map((value) => [key, fill(value)]),
      ),
  );
