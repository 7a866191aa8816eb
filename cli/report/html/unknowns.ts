import type { AuditedPlace } from '#shared/usecases/audit/report.ts';
import { html, type Markup } from './html.ts';
import { isUnseen, type Model, placeInWords, undetermined } from './model.ts';
import { counted } from './words.ts';

/** What could not be looked at, and what the reader can do about it. Nothing when all was seen. */
export function unknowns(model: Model): Markup | undefined {
  const open = undetermined(model.findings);
  const places = model.report.places.filter(
    (place) => isUnseen(place) || place.denied.length > 0 || place.settings !== 'in-force',
  );
  if (open.length === 0 && places.length === 0) return undefined;
  return html`<section id="unknown" class="unknown" aria-labelledby="unknown-title">
<h2 id="unknown-title">What could not be determined</h2>
<p>What could not be looked at is not said to be in order.</p>
${places.map((place) => ofPlace(place, model.severalPlaces))}
${
  open.length > 0 &&
  html`<details class="plain"><summary>${counted(open.length, 'check')} without an answer</summary>
<ul class="lines">${open.map(
    ({ anchor, resourceName, rule, because }) =>
      html`<li><a href="#${anchor}"><code>${resourceName}</code></a> <small>${rule}</small> ${because}</li>`,
  )}</ul></details>`
}
</section>`;
}

const ofPlace = (place: AuditedPlace, named: boolean): Markup => {
  const { failed, inventory, settings, denied } = place;
  return html`${named && html`<h3><code>${placeInWords(place)}</code></h3>`}<ul class="lines">${[
    failed !== undefined && html`<li>Nothing could be looked at: ${failed}</li>`,
    'unreadable' in inventory &&
      html`<li>What Connect stores where is unknown: ${inventory.unreadable}</li>`,
    settings === 'none' &&
      html`<li>Nobody has named administrators (<code>connect-guard settings put</code>). Whoever a policy exempts may be one; only strangers are reported.</li>`,
    typeof settings === 'object' &&
      html`<li>The settings could not be read, so administrators are unknown: ${settings.unreadable}</li>`,
    denied.length > 0 && missing(denied),
  ]}</ul>`;
};

function missing(denied: AuditedPlace['denied']): Markup {
  const actions = [...new Set(denied.map(({ action }) => action))];
  return html`<li><p>${counted(actions.length, 'action was', 'actions were')} refused: ${actions.map(
    (action, index) => html`${index > 0 && ', '}<code>${action}</code>`,
  )}. <code>connect-guard audit --permissions</code> prints the policy that an audit needs; a bucket that keeps the auditor out by its own policy opens to the <code>auditors</code> of the settings.</p>
<details class="plain"><summary>What AWS answered</summary><ul class="lines">${denied.map(
    ({ action, code, message }) => html`<li><code>${action}</code> ${code}: ${message}</li>`,
  )}</ul></details></li>`;
}
