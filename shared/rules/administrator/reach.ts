import type { IamPrincipal } from '#shared/connect/inventory.ts';
import { decide, type Policies } from '#shared/policy/decide.ts';
import type { PatternElement, PolicyDocument, Statement } from '#shared/policy/document.ts';
import { compileGlob, type Glob, globMatches, matchesAction } from '#shared/policy/match.ts';
import type { Request, StatementReference } from '#shared/policy/request.ts';
import { callerOf, type OwnPolicies } from '../principal-access.ts';
import { assumptionsFor } from './assumptions.ts';

/** Whether somebody may do one of several things with a resource. */
export interface Question {
  /** The most telling first. */
  readonly actions: readonly string[];
  readonly resource: string;
  readonly account: string;
  readonly region: string;
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
  /** The resource's own policy, where it has one and it is known. */
  readonly resourcePolicy?: PolicyDocument;
  /** `bucket` when not given: for keys and roles the resource's own policy has to let callers in. */
  readonly resourceKind?: Policies['resourceKind'];
  /** What a policy variable in a resource may stand for. */
  readonly names: readonly string[];
}

export type Reach =
  | { readonly state: 'no' }
  | {
      readonly state: 'yes';
      readonly request: Request;
      readonly statements: readonly StatementReference[];
    }
  | { readonly state: 'maybe'; readonly action: string; readonly because: string };

const no: Reach = { state: 'no' };

/** The same actions are asked of many instances: which of them each statement names. */
const memories = new WeakMap<Statement, Map<string, boolean>>();

function names(statement: Statement, action: string): boolean {
  const memory = memories.get(statement) ?? new Map<string, boolean>();
  memories.set(statement, memory);
  const known = memory.get(action);
  if (known !== undefined) return known;
  const { patterns, negated } = statement.action;
  const matches = matchesAction(patterns, action) !== negated;
  memory.set(action, matches);
  return matches;
}

/** Whether a statement may be about the resource. Variables count as anything. */
function mayCover({ resource: element }: Statement, resource: string): boolean {
  if (!element) return true;
  const { certain, possible } = globsOf(element);
  const within = (globs: readonly Glob[]): boolean =>
    globs.some((glob) => globMatches(glob, resource));
  return element.negated ? !within(certain) : within(certain) || within(possible);
}

interface Globs {
  readonly certain: readonly Glob[];
  /** With variables, which count as anything. */
  readonly possible: readonly Glob[];
}

const compiled = new WeakMap<PatternElement, Globs>();

function globsOf(element: PatternElement): Globs {
  const known = compiled.get(element);
  if (known) return known;
  const withVariables = element.patterns.filter((pattern) => pattern.includes('${'));
  const globs = {
    certain: element.patterns.filter((pattern) => !pattern.includes('${')).map(compileGlob),
    possible: withVariables.map((pattern) => compileGlob(pattern.replaceAll(/\$\{[^}]*\}/g, '*'))),
  };
  compiled.set(element, globs);
  return globs;
}

/**
 * Which of the actions somebody can do first, in any circumstances that they may choose. `maybe`: it
 * depends on what is not known (tags, organizations, variables).
 */
export function reach(principal: IamPrincipal, own: OwnPolicies, question: Question): Reach {
  const { resourcePolicy, resource, actions } = question;
  const documents = [
    ...own.identity,
    ...(own.boundary ? [own.boundary] : []),
    ...(resourcePolicy ? [resourcePolicy] : []),
  ];
  const covering = documents
    .flatMap(({ statements }) => statements)
    .filter((statement) => mayCover(statement, resource));
  const limits = new Set(own.boundary?.statements);
  const opening = covering.filter((each) => each.effect === 'Allow' && !limits.has(each));
  let doubt: Reach = no;
  for (const action of actions) {
    if (!opening.some((each) => names(each, action))) continue;
    const concerned = covering.filter((each) => names(each, action));
    const answer = reachByOne(principal, own, question, action, concerned);
    if (answer.state === 'yes') return answer;
    if (doubt.state === 'no') doubt = answer;
  }
  return doubt;
}

function reachByOne(
  principal: IamPrincipal,
  own: OwnPolicies,
  question: Question,
  action: string,
  statements: readonly Statement[],
): Reach {
  const { resourcePolicy, resourceKind } = question;
  const caller = callerOf(principal);
  const context = {
    'aws:securetransport': 'true',
    'aws:requestedregion': question.region,
    'aws:viaawsservice': 'false',
    ...question.context,
  };
  const request: Request = {
    principal: caller,
    action,
    resource: question.resource,
    resourceAccount: question.account,
    context,
  };
  const policies: Policies = {
    ...own,
    ...(resourceKind && { resourceKind }),
    ...(resourcePolicy && { resource: resourcePolicy }),
  };
  const { ofCaller, ofWorld, worldKeys, exhaustive } = assumptionsFor(
    statements,
    new Set([...Object.keys(context).map((key) => key.toLowerCase()), ...fixedByCaller]),
    question.names,
  );
  let possible = false;
  const doubts = new Set<string>();
  for (const chosen of ofCaller) {
    const answers = ofWorld.map((world) => {
      const supposed = { ...request, context: { ...context, ...chosen, ...world } };
      return { supposed, ...decide(supposed, policies) };
    });
    const [first] = answers;
    if (first && answers.every(({ decision }) => decision === 'Allow')) {
      return { state: 'yes', request: first.supposed, statements: first.statements };
    }
    for (const { decision, unknown = [] } of answers) {
      if (decision === 'Allow') possible = true;
      else for (const each of unknown) doubts.add(each);
    }
  }
  if (possible) return { state: 'maybe', action, because: `it depends on ${worldKeys.join(', ')}` };
  if (doubts.size > 0) return { state: 'maybe', action, because: [...doubts].join('; ') };
  return exhaustive ? no : { state: 'maybe', action, because: 'it depends on too many conditions' };
}

/** What `decide` derives from who asks, and of whom. */
const fixedByCaller = [
  'aws:userid',
  'aws:username',
  'aws:principalarn',
  'aws:principalaccount',
  'aws:principaltype',
  'aws:principalisawsservice',
  'aws:principalservicename',
  'aws:resourceaccount',
  'kms:calleraccount',
];
