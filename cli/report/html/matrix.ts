import { inOrder, severities } from '#shared/usecases/audit/order.ts';
import type { AuditedInstance, AuditedPlace } from '#shared/usecases/audit/report.ts';
import { html, type Markup } from './html.ts';
import {
  listAnchor,
  type Model,
  nameOf,
  placeInWords,
  type Shown,
  type ShownRule,
  standingOf,
  violations,
} from './model.ts';
import { counted, scrollable, verdictWords } from './words.ts';

interface Row {
  readonly name: string;
  readonly place: AuditedPlace;
  readonly instance?: AuditedInstance;
}

const legend = [
  ['critical', '2', 'resources that do not meet the rule'],
  ['unknown', '?', 'cannot tell'],
  ['fine', '●', 'in order'],
  ['none', '–', 'does not apply'],
] as const;

type Cells = ReadonlyMap<string, readonly Shown[]>;

/** Which instance meets which rule: the worst of what it uses. */
export function matrix(model: Model): Markup {
  const { rules, report } = model;
  const cells = Map.groupBy(model.findings.flatMap(cellsOf), ({ cell }) => cell);
  const findings: Cells = new Map(
    [...cells].map(([cell, all]) => [cell, all.map(({ finding }) => finding)]),
  );
  const rows = report.places.flatMap((place) => rowsOf(place, findings, rules));
  const bySeverity = severities.flatMap((severity) => {
    const count = rules.filter((rule) => rule.severity === severity).length;
    return count > 0
      ? [
          html`<th scope="colgroup" colspan="${count}" class="${severity}"><span>${severity}</span></th>`,
        ]
      : [];
  });
  const heads = rules.map(
    ({ rule, title }) =>
      html`<th scope="col"><abbr title="${title}"><span>${rule}</span></abbr></th>`,
  );
  const table = html`<table class="matrix">
<caption class="hidden">Instances and rules</caption>
<thead><tr><td></td>${bySeverity}</tr><tr><th scope="col" class="corner">Instance</th>${heads}</tr></thead>
<tbody>${rows.map((row) => rowMarkup(row, model, findings))}</tbody></table>`;
  return html`<section id="matrix" aria-labelledby="matrix-title">
<h2 id="matrix-title">Instances and rules</h2>
<ul class="legend">${legend.map(
    ([standing, sign, words]) =>
      html`<li><span class="cell ${standing}" aria-hidden="true">${sign}</span> ${words}</li>`,
  )}</ul>
${rows.length > 0 ? scrollable('Table of instances and rules', table) : html`<p>There is no instance.</p>`}
</section>`;
}

const keyOf = (place: AuditedPlace, instance: string | undefined, rule: string): string =>
  JSON.stringify([place.account, place.region, instance ?? null, rule]);

const cellsOf = (finding: Shown): readonly { cell: string; finding: Shown }[] =>
  (finding.instances.length > 0 ? finding.instances : [undefined]).map((instance) => ({
    cell: keyOf(finding.place, instance, finding.rule),
    finding,
  }));

function rowsOf(place: AuditedPlace, cells: Cells, rules: readonly ShownRule[]): readonly Row[] {
  const rows = place.instances.map((instance) => ({ name: nameOf(instance), place, instance }));
  const others = rules.some(({ rule }) => cells.has(keyOf(place, undefined, rule)));
  return others ? [...rows, { name: 'of no instance', place }] : rows;
}

const rowMarkup = (row: Row, { rules, severalPlaces }: Model, cells: Cells): Markup =>
  html`<tr><th scope="row">${row.name}${
    severalPlaces && html`<small>${placeInWords(row.place)}</small>`
  }</th>${rules.map((rule) =>
    cell(cells.get(keyOf(row.place, row.instance?.arn, rule.rule)) ?? [], rule),
  )}</tr>`;

function cell(findings: readonly Shown[], rule: ShownRule): Markup {
  const [worst] = inOrder(findings);
  if (!worst) return html`<td class="none"><span aria-hidden="true"></span></td>`;
  const standing = standingOf(worst);
  const broken = violations(findings).length;
  const words = `${rule.rule}: ${broken > 0 ? `${counted(broken, 'resource')} ` : ''}${verdictWords[worst.verdict]}`;
  switch (worst.verdict) {
    case 'NON_COMPLIANT':
      return html`<td class="${standing}"><a href="#${worst.anchor}" aria-label="${words}">${broken}</a></td>`;
    case 'INDETERMINATE':
      return html`<td class="${standing}"><a href="#${worst.anchor}" aria-label="${words}">?</a></td>`;
    case 'COMPLIANT':
      return html`<td class="${standing}"><a href="#${listAnchor(rule)}" aria-label="${words}" tabindex="-1">●</a></td>`;
    default:
      return html`<td class="${standing}"><span aria-hidden="true">–</span><span class="hidden">${verdictWords[worst.verdict]}</span></td>`;
  }
}
