import { diffLines } from 'diff';
import type { CheckFinding } from '#shared/generate/check-result.ts';
import { html, type Markup } from './html.ts';
import type { Shown } from './model.ts';
import { type Change, changes, type Placed } from './policy-diff.ts';
import { type ReadablePolicy, readable } from './policy-text.ts';
import { requestName } from './request.ts';

/** The policy with the statement that decided it, and beside it the one that the guard would put. */
export function policyFigure(finding: Shown, unfold: boolean): Markup | undefined {
  const { policy, planned, details = [] } = finding;
  if (policy === undefined || (policy === null && (planned ?? null) === null)) return undefined;
  if (policy === null && planned)
    return fold('The policy that the guard would put', unfold, alone(planned));
  const live = policy === null ? nothing : readable(policy);
  const then = planned === undefined ? live : planned === null ? nothing : readable(planned);
  const changed = planned !== undefined && planned !== policy;
  const summary = changed
    ? 'The policy today, and the one that the guard would put'
    : 'The policy today';
  return fold(summary, unfold, figure(live, then, changed, details));
}

const fold = (summary: string, unfold: boolean, content: Markup): Markup =>
  html`<details class="policy"${unfold && html` open`}><summary>${summary}</summary>
${content}</details>`;

/** Where there is none yet, there is nothing to hold it against. */
function alone(planned: string): Markup {
  const policy = readable(planned);
  return html`<p class="sum">There is no policy today.</p><div class="pairs">${
    'text' in policy
      ? html`<pre>${policy.text}</pre>`
      : policy.statements.map((each, index) =>
          statement({ ...each, index }, 'planned added', 'added', undefined, []),
        )
  }</div>`;
}

const nothing: ReadablePolicy = { statements: [], rest: '' };

function figure(
  live: ReadablePolicy,
  then: ReadablePolicy,
  changed: boolean,
  details: readonly CheckFinding[],
): Markup {
  if ('text' in live || 'text' in then) {
    return html`<div class="pairs"><pre>${wording(live)}</pre>${changed && html`<pre>${wording(then)}</pre>`}</div>`;
  }
  const all = changes(live.statements, then.statements);
  const count = (kind: Change['kind']): number => all.filter((each) => each.kind === kind).length;
  const sum = (['added', 'changed', 'removed', 'kept'] as const)
    .filter((kind) => count(kind) > 0)
    .map((kind) => `${count(kind)} ${kind}`);
  return html`${changed && html`<p class="sum">${sum.join(', ')}</p>`}<div class="pairs${!changed && ' single'}">
${changed && html`<p class="side" aria-hidden="true">Today</p><p class="side" aria-hidden="true">Planned</p>`}
${all.map((change) => pair(change, changed, details))}</div>`;
}

const wording = (policy: ReadablePolicy): string => ('text' in policy ? policy.text : policy.rest);

function pair(change: Change, changed: boolean, details: readonly CheckFinding[]): Markup {
  const { kind, live, planned } = change;
  const lines = kind === 'changed' ? lineParts(live.text, planned.text) : undefined;
  return html`${
    live
      ? statement(live, `live ${kind}`, changed ? `today, ${kind}` : '', lines?.before, details)
      : html`<div class="gap"></div>`
  }${
    !changed
      ? undefined
      : planned
        ? statement(planned, `planned ${kind}`, `planned, ${kind}`, lines?.after, [])
        : html`<div class="gap"></div>`
  }`;
}

function statement(
  { index, sid, text }: Placed,
  style: string,
  note: string,
  lines: readonly Markup[] | undefined,
  details: readonly CheckFinding[],
): Markup {
  const decisive = details.some(({ nearest }) => nearest === index);
  const notes = details.flatMap(({ statements, nearest }, at) =>
    statements
      .filter((each) => each.index === index)
      .map(({ why }) => ({
        why,
        request: requestName(at, details.length),
        decisive: nearest === index,
      })),
  );
  return html`<div class="statement ${style}${decisive && ' decisive'}"><p class="tag">${
    sid === undefined ? `Statement ${index + 1}` : `${index + 1} ${sid}`
  }${note !== '' && html` <span>${note}</span>`}</p>
<pre>${lines ?? text}</pre>${
    notes.length > 0 &&
    html`<ul class="notes">${notes.map(
      (each) =>
        html`<li>${each.decisive ? html`<mark>${each.request}</mark>` : each.request}: it ${each.why}</li>`,
    )}</ul>`
  }</div>`;
}

/** Both texts with what goes marked in the one and what comes in the other. */
function lineParts(before: string, after: string) {
  const parts = diffLines(before, after);
  const marked = ({ value, added, removed }: (typeof parts)[number]): Markup =>
    added ? html`<ins>${value}</ins>` : removed ? html`<del>${value}</del>` : html`${value}`;
  return {
    before: parts.filter(({ added }) => !added).map(marked),
    after: parts.filter(({ removed }) => !removed).map(marked),
  };
}
