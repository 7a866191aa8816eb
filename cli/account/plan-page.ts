import type { CheckResult } from '#shared/generate/check-result.ts';
import { hasArticleShape } from '#shared/generate/own-statements.ts';
import type { Request } from '#shared/policy/request.ts';
import { deedsInWords } from '#shared/remediation/impact-actions.ts';
import { changesPolicy } from '#shared/remediation/plan.ts';
import type { Impact } from '#shared/usecases/impact.ts';
import type { BucketPlan } from '#shared/usecases/plan-bucket.ts';
import { columns, wrap } from '../columns.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { colour, lineWidth } from '../terminal.ts';
import { refusalLines } from './outcome.ts';
import { statementLines } from './statement-lines.ts';

/** What can become of a plan. */
export type Readiness = 'ready' | 'nothing to do' | 'refused' | 'cannot tell';

export const readinessCodes: Readonly<Record<Readiness, ExitCode>> = {
  ready: exitCodes.ok,
  'nothing to do': exitCodes.ok,
  refused: exitCodes.fails,
  'cannot tell': exitCodes.undecided,
};

/** Whether a person could have it written now. */
export function readinessOf({ refusals, undecided, plan }: BucketPlan): Readiness {
  if (undecided.length > 0) return 'cannot tell';
  if (refusals.length > 0) return 'refused';
  return plan && changesPolicy(plan) ? 'ready' : 'nothing to do';
}

export const painted = (readiness: Readiness): string =>
  readiness === 'refused' || readiness === 'cannot tell'
    ? colour.red(readiness)
    : colour.green(readiness);

/** A plan for people: why not, what changes, what that means, who loses access by it. */
export function planPage(
  planned: BucketPlan,
  impact: Impact | undefined,
  inFull: boolean,
): readonly string[] {
  const { bucket, refusals, undecided, now, then, statements } = planned;
  const { setAside, exceptionAsked, plan, bytes, maximumBytes, digest } = planned;
  return [
    `${colour.bold(bucket)}  ${painted(readinessOf(planned))}`,
    ...section('Refused', refusals.flatMap(refusalLines)),
    ...section('Cannot tell', undecided.flatMap(wrapped)),
    ...section('Today', sentences(now, 'COMPLIANT: nobody gets in but who is named')),
    ...section('Statements', indented(statementLines(statements, inFull))),
    ...section('What they change', changeInWords(planned).flatMap(wrapped)),
    ...section('Then', plan ? sentences(then, 'COMPLIANT: nobody gets in but who is named') : []),
    ...section('Let in for the first time', indented(newcomers(planned))),
    ...section(
      'Named and left out',
      setAside.flatMap(({ principal, why }) => wrapped(`${principal}: ${why}`)),
    ),
    ...section(
      'Asked for by a tag',
      exceptionAsked === undefined
        ? []
        : wrapped(`an exception: ${exceptionAsked}. Only the settings make one, with an expiry`),
    ),
    ...section('Loses access', impact ? lostIn(impact) : []),
    ...section(
      'Size',
      plan ? [`  ${bytes} of ${maximumBytes} bytes, digest ${digest?.slice(0, 12)}`] : [],
    ),
  ];
}

/** Whom no person has let in yet, and as what. */
export const newcomers = ({ newPrincipals, exempt }: BucketPlan): readonly string[] =>
  newPrincipals.map((arn) => {
    const known = exempt.find((each) => each.arn === arn);
    return known ? `${arn} (${known.as})` : arn;
  });

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', colour.bold(title), ...lines];

const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`);

const wrapped = (sentence: string): readonly string[] => indented(wrap(sentence, lineWidth() - 6));

/** How many sentences of one kind are enough for a person; `--json` has all. */
const enough = 3;

const some = (all: readonly string[]): readonly string[] => [
  ...all.slice(0, enough).flatMap(wrapped),
  ...(all.length > enough ? [`  ${colour.dim(`and ${all.length - enough} more`)}`] : []),
];

const sentences = (result: CheckResult | undefined, closed: string): readonly string[] => {
  if (!result) return [];
  const { verdict, findings, undecided } = result;
  if (verdict === 'COMPLIANT') return [`  ${colour.green(closed)}`];
  return [
    ...some(findings.map(({ because }) => because)),
    ...some(undecided.map((why) => `cannot tell: ${why}`)),
  ];
};

/** A is the live policy, B the planned one, for whoever's own policies let them. */
function changeInWords({ meaning, exempt }: BucketPlan): readonly string[] {
  if (!meaning) return [];
  const { relation, onlyA, onlyB, undecided = [] } = meaning;
  if (relation === 'equal') return ['The same requests get through as today.'];
  return [
    ...(onlyA ? [`Gets through today and not then, for example ${inWords(onlyA, exempt)}`] : []),
    ...(onlyB ? [`Gets through then and not today, for example ${inWords(onlyB, exempt)}`] : []),
    ...(relation === 'more' ? ['Nothing gets through then that does not today.'] : []),
    ...undecided.map((why) => `Cannot tell: ${why}`),
  ];
}

function inWords(
  { principal, action, resource, context = {} }: Request,
  exempt: BucketPlan['exempt'],
): string {
  const { kind, arn = '', userId = '', account } = principal;
  const known = exempt.find(({ id }) => id !== undefined && userId.startsWith(id));
  const who = known
    ? `${lastOf(known.arn)} (${known.as})`
    : `a ${kind} such as ${lastOf(arn)} of account ${account ?? '?'}`;
  const plain = Object.entries(context).some(
    ([key, value]) => key.toLowerCase() === 'aws:securetransport' && [value].flat()[0] === 'false',
  );
  return `${who}: ${action} on ${resource}${plain ? ' without TLS' : ''}.`;
}

const lastOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

/** Whether what the plan takes out is the published statement: then taking over is its name. */
export const takesOver = ({ bucket, statements: { removed } }: BucketPlan): boolean =>
  removed.some(({ statement }) => hasArticleShape(statement, bucket));

/** Who loses what; the reasons are in `connect-guard impact`. */
function lostIn({ bucket, shutOut, undecided, neighbours }: Impact): readonly string[] {
  const quiet = neighbours.filter(({ effect }) => effect === 'would be shut out');
  const unsure = [
    ...undecided.map(({ arn, why }) => `cannot tell of ${arn}: ${why}`),
    ...neighbours
      .filter(({ effect }) => effect === 'cannot tell')
      .map(({ kind, because }) => `cannot tell of ${kind}: ${because}`),
  ];
  const rows = [
    ...shutOut.map(({ arn, actions, nameAs }) => [
      colour.red(lastOf(arn)),
      deedsInWords(actions.map(({ action }) => action)),
      `keeps it when named among the ${nameAs}s`,
    ]),
    ...quiet.map(({ kind, who, because }) => [colour.red(lastOf(who)), kind, because]),
  ];
  return [
    ...indented(rows.length === 0 ? ['nobody that is known'] : columns(rows, lineWidth() - 6)),
    ...some(unsure),
    ...(rows.length + unsure.length > 0 ? [`  why: connect-guard impact ${bucket}`] : []),
  ];
}
