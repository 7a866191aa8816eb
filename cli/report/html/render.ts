import { createHash } from 'node:crypto';
import type { AuditReport } from '#shared/usecases/audit/report.ts';
import { counts } from './counts.ts';
import { findings } from './findings.ts';
import { history } from './history.ts';
import { html, Markup } from './html.ts';
import { inOrder } from './in-order.ts';
import { map } from './map.ts';
import { matrix } from './matrix.ts';
import { type Model, modelOf } from './model.ts';
import { reading } from './reading.ts';
import { style } from './style.ts';
import { unknowns } from './unknowns.ts';
import { answerOf } from './verdict.ts';
import { counted, listed, time } from './words.ts';

/**
 * An audit as one page to read, print and hand on: it loads nothing, runs nothing, and holds whatever
 * names and policies say as text.
 */
export function renderHtml(report: AuditReport): string {
  const model = modelOf(report);
  const sections: readonly (readonly [anchor: string, label: string, Markup | undefined])[] = [
    ['unknown', 'Not determined', unknowns(model)],
    ['matrix', 'Rules', matrix(model)],
    ['map', 'Map', map(model)],
    ['findings', 'Findings', findings(model)],
    ['in-order', 'In order', inOrder(model)],
    ['history', 'History', history(model)],
    ['reading', 'How to read', reading()],
  ];
  const there = sections.filter(([, , content]) => content);
  const links = there.map(([anchor, label]) => html`<li><a href="#${anchor}">${label}</a></li>`);
  const large = model.findings.length > 1000;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="Connect Storage Guard ${report.guardVersion}">
<title>Storage of Amazon Connect: audit of ${report.takenAt.slice(0, 10)}</title>
<style>${new Markup(style)}</style>
</head>
<body${large && html` class="large"`}>
<a class="skip" href="#main">To the report</a>
${head(model)}
<nav aria-label="Sections"><ul>${links}</ul></nav>
<main id="main" tabindex="-1">
${there.map(([, , content]) => content)}
</main>
<footer><p>Connect Storage Guard ${report.guardVersion}. Taken ${time(report.takenAt)}.</p></footer>
</body>
</html>
`.toString();
}

/** No script, no network; the one style sheet by its hash. */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

function head(model: Model): Markup {
  const { places, takenAt } = model.report;
  const { sentence, rest } = answerOf(model);
  const accounts = [...new Set(places.map(({ account }) => account))];
  const regions = [...new Set(places.map(({ region }) => region))];
  const instances = places.reduce((sum, each) => sum + each.instances.length, 0);
  const shown = (all: readonly string[], noun: string): string =>
    all.length > 4
      ? counted(all.length, noun)
      : `${noun}${all.length === 1 ? '' : 's'} ${listed(all)}`;
  return html`<header class="head">
<p class="brand">Connect Storage Guard</p>
<h1>${sentence}</h1>
${rest.map((each) => html`<p class="lead">${each}</p>`)}
<p class="meta">${counted(instances, 'instance')} of Amazon Connect in ${shown(accounts, 'account')}, ${shown(regions, 'region')}. Taken ${time(takenAt)}.</p>
${counts(model)}
</header>`;
}
