import type { Place } from '#shared/connect/deployment.ts';
import type { Condition, PolicyDocument, Statement } from '#shared/policy/document.ts';
import { fromRaw } from '#shared/policy/parse.ts';
import type { Request } from '#shared/policy/request.ts';
import { accessBy } from '../principal-access.ts';
import { keyActions } from './key-actions.ts';

/** An account that no policy is about. */
const nobodys = '999999999999';

const organization = 'o-stranger000';

/**
 * Conditions on who calls, and from which network. Whatever else a condition asks (the service in
 * between, the encryption context, the caller's own tags, the time) a stranger can bring along.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
const binds = ({ key }: Condition): boolean =>
  /^(kms:calleraccount|aws:(principal(account|arn|org(id|paths)|isawsservice|servicename(slist)?|type)|userid|username|source(account|arn|ip|vpc|vpce|org(id|paths))|vpcsourceip))$/i.test(
    key,
  );

/** Somebody of another account, with whatever the policy's author may take for a proof. */
export interface Stranger {
  readonly account: string;
  /** Of no account in particular: who gets in so, everyone does. */
  readonly anybody: boolean;
  readonly arn: string;
}

/** Fills the wildcards of a pattern. */
const fill = (pattern: string, star: string): string =>
  pattern.replaceAll('*', star).replaceAll('?', star[0] ?? 'x');

const isAccount = (text: string): boolean => /^\d{12}$/.test(text);

const keyIs = (pattern: RegExp) => (condition: Condition) => pattern.test(condition.key);

/**
 * Those whom a statement may let in: somebody of no account in particular, and those whom its
 * conditions and principals speak of.
 */
export function strangersOf(
  statement: Statement,
  { partition, account }: Place,
): readonly Stranger[] {
  const valuesOf = (pattern: RegExp) =>
    statement.conditions.filter(keyIs(pattern)).flatMap(({ values }) => values);
  const somebody = (of: string, named: boolean): Stranger => ({
    account: of,
    anybody: !named,
    arn: `arn:${partition}:iam::${of}:role/stranger`,
  });
  const accounts = valuesOf(/^(kms:calleraccount|aws:principalaccount)$/i).map((value) =>
    somebody(`${value.replaceAll(/[*?]/g, '')}${nobodys}`.slice(0, 12), isAccount(value)),
  );
  const arns = [...valuesOf(/^aws:principalarn$/i), ...(statement.principal?.aws ?? [])];
  const named = arns.flatMap((arn): Stranger[] => {
    if (isAccount(arn)) return [somebody(arn, true)];
    const [, , service, , of = '', ...rest] = arn.split(':');
    if (service === undefined) return [];
    const owner = isAccount(of) ? of : nobodys;
    const resource = fill(rest.join(':'), 'stranger');
    const role = /^(role|user)\//.test(resource) ? resource : 'role/stranger';
    return [{ ...somebody(owner, isAccount(of)), arn: `arn:${partition}:iam::${owner}:${role}` }];
  });
  const all = [somebody(nobodys, false), ...accounts, ...named];
  return all.filter((each) => isAccount(each.account) && each.account !== account);
}

const everyone = {
  negated: false,
  everyone: true,
  aws: [],
  service: [],
  federated: [],
  canonicalUser: [],
};

/** The caller's own account lets it do everything. */
const unlimited = fromRaw(
  { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } },
  'identity',
);

/** What a stranger may do with the key; `doubt`: what it hangs on that cannot be decided. */
export interface Reach {
  readonly actions: readonly string[];
  readonly doubts: readonly string[];
}

/**
 * What one Allow lets a stranger do, should it be meant by its principal. A Deny stops the
 * stranger only when nothing that can be brought along gets past it.
 */
export function reachOf(
  stranger: Stranger,
  allow: Statement,
  { version, statements, source }: PolicyDocument,
  key: string,
): Reach {
  const denies = statements.filter(
    ({ effect, conditions }) => effect === 'Deny' && conditions.every(binds),
  );
  const wide = {
    ...allow,
    principal: everyone,
    conditions: allow.conditions.filter(binds),
  };
  const resource = { version, source, statements: [wide, ...denies] };
  const answers = keyActions.map((action) => {
    const request: Request = {
      principal: {
        kind: stranger.arn.includes(':user/') ? 'user' : 'role',
        arn: stranger.arn,
        account: stranger.account,
        userId: stranger.arn.includes(':user/')
          ? 'AIDASTRANGER000000000'
          : 'AROASTRANGER000000000:session',
      },
      action,
      resource: key,
      context: {
        'aws:PrincipalOrgID': organization,
        'aws:PrincipalOrgPaths': [`${organization}/r-root/ou-root-unit/`],
        'aws:SourceIp': '203.0.113.77',
      },
    };
    const access = accessBy(request, { resource, resourceKind: 'key', identity: [unlimited] });
    return { action, access };
  });
  return {
    actions: answers.flatMap(({ action, access }) => (access.allowed ? [action] : [])),
    doubts: [
      ...new Set(
        answers.flatMap(({ access }) => (access.allowed === undefined ? [access.because] : [])),
      ),
    ],
  };
}

const grantsForServices = keyIs(/^kms:grantisforawsresource$/i);

/**
 * Whether one Allow lets those whom it names make grants for others than AWS services.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/grant-authorization.html
 */
export function makesAnyGrant(
  allow: Statement,
  { version, statements, source }: PolicyDocument,
  key: string,
): boolean {
  const denies = statements.filter(
    ({ effect, principal, conditions }) =>
      effect === 'Deny' && principal?.everyone === true && conditions.every(grantsForServices),
  );
  const narrowed = {
    ...allow,
    principal: everyone,
    conditions: allow.conditions.filter(grantsForServices),
  };
  const resource = { version, source, statements: [narrowed, ...denies] };
  const contexts = [{}, { 'kms:GrantIsForAWSResource': 'false' }];
  return contexts.some((context) => {
    const request: Request = {
      principal: { kind: 'role', account: nobodys, userId: 'AROASTRANGER000000000:session' },
      action: 'kms:CreateGrant',
      resource: key,
      context,
    };
    return (
      accessBy(request, { resource, resourceKind: 'key', identity: [unlimited] }).allowed !== false
    );
  });
}
