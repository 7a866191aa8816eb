import type { Condition, PolicyDocument, Statement } from '#shared/policy/document.ts';
import { matchesAction } from '#shared/policy/match.ts';
import { operatorNamed } from '#shared/policy/operators.ts';
import { fromRaw } from '#shared/policy/parse.ts';
import type { Request } from '#shared/policy/request.ts';
import { accessBy } from '../principal-access.ts';
import { keyActions } from './key-actions.ts';
import { binds, nobodys, type Stranger } from './strangers.ts';

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
    ({ effect, conditions }) =>
      effect === 'Deny' && conditions.every((each) => binds(each) && !isDodged(each, stranger)),
  );
  const wide = {
    ...allow,
    principal: everyone,
    conditions: allow.conditions.filter(binds),
  };
  const resource = { version, source, statements: [wide, ...denies] };
  const isUser = stranger.arn.includes(':user/');
  const answers = alike(allow, denies).map((actions) => {
    const request: Request = {
      principal: {
        kind: isUser ? 'user' : 'role',
        arn: stranger.arn,
        account: stranger.account,
        userId: isUser ? 'AIDASTRANGER000000000' : 'AROASTRANGER000000000:session',
      },
      action: actions[0],
      resource: key,
      context: stranger.context,
    };
    const access = accessBy(request, { resource, resourceKind: 'key', identity: [unlimited] });
    return { actions, access };
  });
  return {
    actions: answers.flatMap(({ actions, access }) => (access.allowed ? actions : [])),
    doubts: [
      ...new Set(
        answers.flatMap(({ access }) => (access.allowed === undefined ? [access.because] : [])),
      ),
    ],
  };
}

/** The actions that the Allow covers, those together about which the Denies cannot differ. */
function alike(
  { action: { patterns, negated } }: Statement,
  denies: readonly Statement[],
): readonly (readonly [string, ...string[]])[] {
  const groups = new Map<string, [string, ...string[]]>();
  for (const action of keyActions) {
    if (matchesAction(patterns, action) === negated) continue;
    const by = denies.map((each) =>
      matchesAction(each.action.patterns, action) === each.action.negated ? '0' : '1',
    );
    const group = groups.get(by.join(''));
    if (group) group.push(action);
    else groups.set(by.join(''), [action]);
  }
  return [...groups.values()];
}

/** What a Deny asks for (not: asks to be missing) another network or role does without. */
function isDodged({ operator, key }: Condition, { anybody }: Stranger): boolean {
  const named = operatorNamed(operator);
  if (!named || named.negated || named.family === 'bool' || named.family === 'null') return false;
  return anybody || /^aws:(vpc)?source/i.test(key);
}

const grantsForServices = ({ key }: Condition): boolean => /^kms:grantisforawsresource$/i.test(key);

/**
 * Whether one Allow lets those whom it names make grants for others than AWS services.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-grant-is-for-aws-resource
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
