import type { CheckFinding } from '#shared/generate/check-result.ts';
import { html, type Markup } from './html.ts';
import type { Shown } from './model.ts';
import { counted } from './words.ts';

const shownAtOnce = 3;

const outcomes: Readonly<Record<CheckFinding['question'], string>> = {
  exposure: 'gets in',
  grant: 'is granted more than it should be',
  lockout: 'is needed and shut out',
  plaintext: 'may go without TLS',
};

/** What a request is called where statements are held against it. */
export const requestName = (index: number, count: number): string =>
  count === 1 ? 'This request' : `Request ${index + 1}`;

/** The requests that show it, each as a sentence and as what AWS would see. */
export function requests({ details = [], because }: Shown): Markup | undefined {
  if (details.length === 0) return undefined;
  const all = details.map((detail, index) =>
    requestMarkup(detail, requestName(index, details.length), because),
  );
  const more = all.slice(shownAtOnce);
  return html`<ol class="requests">${all.slice(0, shownAtOnce)}</ol>${
    more.length > 0 &&
    html`<details class="plain"><summary>${counted(more.length, 'more request')}</summary><ol class="requests">${more}</ol></details>`
  }`;
}

/** The sentence is left out where the reason of the finding has just said it. */
const requestMarkup = (detail: CheckFinding, name: string, said: string): Markup => {
  const { question, principal, action, resource, context, because } = detail;
  const { kind, arn, userId, account } = principal;
  const named = arn ?? (account === undefined ? undefined : `account ${account}`);
  return html`<li><p class="label">${name} ${outcomes[question]}</p>${
    !said.startsWith(because) && html`<p class="because">${because}</p>`
  }<dl class="request">${[
    row('who', html`${kind} ${named && html`<code>${named}</code>`}`),
    userId !== undefined && row('as', html`<code>${userId}</code>`),
    row('does', html`<code>${action}</code>`),
    row('on', html`<code>${resource}</code>`),
    ...Object.entries(context).map(([key, values]) =>
      row('when', html`<code>${key} = ${values.join(', ')}</code>`),
    ),
  ]}</dl></li>`;
};

const row = (name: string, value: Markup): Markup =>
  html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
