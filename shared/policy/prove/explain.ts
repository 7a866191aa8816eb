import { evaluateCondition } from '../conditions/evaluate.ts';
import type { Condition, PolicyDocument, Statement } from '../document.ts';
import { operatorNamed } from '../operators.ts';
import type { Principal, Request } from '../request.ts';
import { type Situation, situationOf, statementApplies } from '../statement.ts';

/** What one statement has to do with a request. */
export interface StatementReason {
  /** Position in the document, counted from 0. */
  readonly index: number;
  readonly sid?: string;
  /** What keeps it from applying, or that it applies; goes on after "the statement". */
  readonly why: string;
}

interface Judged extends StatementReason {
  /** How many of its elements and conditions keep it from applying. */
  readonly obstacles: number;
}

const list = (values: readonly string[]): string => {
  const shown = values.slice(0, 3).map((value) => (value === '' ? '""' : value));
  const more = values.length - shown.length;
  return more > 0 ? `${shown.join(', ')} or ${more} more` : shown.join(' or ');
};

const PHRASES: Readonly<Record<string, string>> = {
  less: 'is less than',
  'less-or-equal': 'is at most',
  greater: 'is greater than',
  'greater-or-equal': 'is at least',
};

/** A condition in words: `aws:SecureTransport is false`. */
export function conditionInWords({ operator, set, ifExists, key, values }: Condition): string {
  const known = operatorNamed(operator);
  if (!known) return `${operator} ${key} ${list(values)}`;
  if (known.family === 'null') {
    return `${key} is ${values.some((value) => /^true$/i.test(value)) ? 'absent' : 'present'}`;
  }
  const of = set === 'ForAllValues' ? 'every value of ' : set ? 'some value of ' : '';
  const is = PHRASES[known.relation] ?? (known.family === 'ip' ? 'is in' : 'is');
  const negation = known.negated ? ' not' : '';
  const maybe = ifExists ? ', if it is there' : '';
  return `${of}${key} ${is}${negation} ${list(values)}${maybe}`;
}

/** Each statement with the given effect, and why it does or does not apply to the request. */
export function reasons(
  policy: PolicyDocument,
  effect: Statement['effect'],
  request: Request,
): readonly StatementReason[] {
  return judged(policy, effect, request).map(reasonOf);
}

/** The statement that came nearest to applying, or that applies. */
export function nearest(
  policy: PolicyDocument,
  effect: Statement['effect'],
  request: Request,
): StatementReason | undefined {
  const [first, ...rest] = judged(policy, effect, request);
  return first && reasonOf(rest.reduce((a, b) => (b.obstacles < a.obstacles ? b : a), first));
}

/** `statement 2 (Sid) …` */
export const reasonInWords = ({ index, sid, why }: StatementReason): string =>
  `statement ${index + 1}${sid ? ` (${sid})` : ''} ${why}`;

const reasonOf = ({ index, sid, why }: StatementReason): StatementReason => ({
  index,
  ...(sid === undefined ? {} : { sid }),
  why,
});

function judged(
  policy: PolicyDocument,
  effect: Statement['effect'],
  request: Request,
): readonly Judged[] {
  const situation = situationOf(request, false);
  return policy.statements
    .filter((statement) => statement.effect === effect)
    .map((statement) => {
      const obstacles = obstaclesTo(statement, policy.version, situation);
      const { index, sid } = statement;
      const [why = effect === 'Deny' ? 'denies it' : 'allows it'] = obstacles;
      return {
        index,
        ...(sid === undefined ? {} : { sid }),
        why,
        obstacles: obstacles.length,
      };
    });
}

function obstaclesTo(
  statement: Statement,
  version: PolicyDocument['version'],
  situation: Situation,
): readonly string[] {
  const { action, resource, principal, conditions, effect } = statement;
  const does = effect === 'Deny' ? 'denies' : 'allows';
  const { request } = situation;
  const everything: Statement = {
    index: statement.index,
    effect,
    action: { negated: false, patterns: ['*'] },
    conditions: [],
  };
  const fails = (part: Partial<Statement>): boolean =>
    statementApplies({ ...everything, ...part }, version, situation).outcome === false;
  const found: string[] = [];
  if (fails({ action })) {
    found.push(
      action.negated
        ? `leaves out ${request.action} by its NotAction`
        : `does not cover ${request.action}`,
    );
  }
  if (resource && fails({ resource })) {
    const place = resource.negated ? 'leaves out' : 'does not cover';
    found.push(`${place} ${request.resource}`);
  }
  if (principal && fails({ principal })) found.push(`does not cover ${who(request.principal)}`);
  for (const condition of conditions) {
    if (evaluateCondition(condition, version, situation.context) !== false) continue;
    const exempting = exemption(condition, version, situation);
    found.push(
      exempting
        ? `exempts it: ${condition.key} matches ${exempting}`
        : `${does} only when ${conditionInWords(condition)}`,
    );
  }
  return found;
}

/** The value of a negated condition that matches what the request has. */
function exemption(
  condition: Condition,
  version: PolicyDocument['version'],
  { context }: Situation,
): string | undefined {
  const { operator, key, values } = condition;
  const known = operatorNamed(operator);
  if (!known?.negated || !context.has(key.toLowerCase())) return undefined;
  return values.find(
    (value) => evaluateCondition({ ...condition, values: [value] }, version, context) === false,
  );
}

const lastPart = (arn: string | undefined): string => arn?.slice(arn.lastIndexOf('/') + 1) ?? '';

/** A caller in words: `role analyst of account 111122223333`. */
export function who({ kind, arn, account, userId }: Principal): string {
  const of = account === undefined ? '' : ` of account ${account}`;
  switch (kind) {
    case 'anonymous':
      return 'an anonymous caller';
    case 'service':
      return `the AWS service ${arn}`;
    case 'root':
      return `the root user${of}`;
    case 'federated':
      return `federated user ${userId?.slice(userId.indexOf(':') + 1)}${of}`;
    default:
      return `${kind} ${lastPart(arn)}${of}`;
  }
}
