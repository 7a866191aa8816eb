import { html, type Markup } from './html.ts';
import { type Model, placeInWords } from './model.ts';
import { scrollable, time } from './words.ts';

/** What has been written to buckets, the latest first. Nothing when nothing was. */
export function history({ report, severalPlaces }: Model): Markup | undefined {
  const rows = report.places
    .flatMap((place) => place.remediations.map((done) => ({ ...done, place })))
    .toSorted((a, b) => b.at.localeCompare(a.at));
  if (rows.length === 0) return undefined;
  const table = html`<table class="plain"><caption class="hidden">History of remediations</caption>
<thead><tr><th scope="col">When</th><th scope="col">Bucket</th><th scope="col">What</th><th scope="col">Why</th><th scope="col">Backup</th></tr></thead>
<tbody>${rows.map(
    ({ at, bucket, status, reason, backup, place }) =>
      html`<tr><td>${time(at)}</td><td><code>${bucket}</code>${severalPlaces && html`<small>${placeInWords(place)}</small>`}</td><td>${status.toLowerCase().replaceAll('_', ' ')}</td><td>${reason}</td><td><code>${backup}</code></td></tr>`,
  )}</tbody></table>`;
  return html`<section id="history" aria-labelledby="history-title">
<h2 id="history-title">History of remediations</h2>
${scrollable('Table of remediations', table)}
</section>`;
}
