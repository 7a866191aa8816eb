import { html, type Markup } from './html.ts';
import { stateOf } from './map-box.ts';
import { type Box, type Findings, type InstanceMap, mapOf, resourceKey } from './map-layout.ts';
import { picture } from './map-picture.ts';
import { isOpen, type Model, placeInWords, type Shown } from './model.ts';
import { scrollable, typeInWords } from './words.ts';

/** Up to so many instances are shown at once; of more, those that are in order are folded. */
const shownAtOnce = 12;

/** What each instance stores where: as a picture, and the same as a table. */
export function map(model: Model): Markup | undefined {
  const { report, severalPlaces } = model;
  const byPlace = Map.groupBy(model.findings, ({ place }) => place);
  const count = report.places.reduce((sum, { instances }) => sum + instances.length, 0);
  if (count === 0) return undefined;
  return html`<section id="map" aria-labelledby="map-title">
<h2 id="map-title">What is stored where</h2>
<p>From each instance through what it stores to where that lies, with the key that encrypts it or the delivery stream that takes it further.</p>
${report.places.map((place) => {
  const findings = byResource(byPlace.get(place) ?? []);
  return html`${severalPlaces && html`<h3><code>${placeInWords(place)}</code></h3>`}${place.instances.map(
    (instance) => instanceMarkup(mapOf(instance, place, findings), count > shownAtOnce),
  )}`;
})}
</section>`;
}

const byResource = (findings: readonly Shown[]): Findings =>
  Map.groupBy(findings, ({ resourceType, resourceId }) => resourceKey(resourceType, resourceId));

function instanceMarkup(shown: InstanceMap, folding: boolean): Markup {
  const { instance, lanes, others } = shown;
  const name = instance.name;
  const boxes = [instance, ...lanes.flatMap(boxesOf), ...others];
  const broken = boxes.some(({ findings }) => findings.some(isOpen));
  const content = html`${scrollable(`What ${name} stores where`, picture(shown))}
<details class="plain"><summary>The same as a table<span class="hidden"> for ${name}</span></summary>${scrollable(
    `What ${name} stores where, as a table`,
    table(shown),
  )}</details>`;
  return folding && !broken
    ? html`<details class="plain instance"><summary>${name} <small>in order</small></summary>${content}</details>`
    : html`<figure class="instance"><figcaption class="hidden">${name}</figcaption>${content}</figure>`;
}

type Lane = InstanceMap['lanes'][number];

const boxesOf = ({ where, next }: Lane): readonly Box[] => [
  where,
  ...next.flatMap(({ box, end }) => (end ? [box, end] : [box])),
];

const table = ({ instance, lanes, others }: InstanceMap): Markup => html`<table class="plain">
<caption class="hidden">What ${instance.name} stores where</caption>
<thead><tr><th scope="col">What</th><th scope="col">Where</th><th scope="col">Encrypted with, or delivered by and to</th></tr></thead>
<tbody>
<tr><td>The instance itself</td><td>${cell(instance)}</td><td></td></tr>
${lanes.map(
  (lane) =>
    html`<tr><td>${lane.stored.join(', ')}</td><td>${cell(lane.where)}</td><td>${boxesOf(lane).slice(1).map(cell)}</td></tr>`,
)}
${others.map((box) => html`<tr><td>Also</td><td>${cell(box)}</td><td></td></tr>`)}
</tbody></table>`;

function cell(box: Box): Markup {
  const { standing, words, anchor } = stateOf(box);
  const name = html`<code>${box.name}</code>`;
  return html`<div>${typeInWords(box.type)} ${anchor ? html`<a href="#${anchor}">${name}</a>` : name} <span class="${standing} words">${words}</span></div>`;
}
