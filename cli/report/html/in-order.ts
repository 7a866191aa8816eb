import { html, type Markup } from './html.ts';
import { isOpen, listAnchor, type Model, type ShownRule } from './model.ts';
import { counted } from './words.ts';

/** What is in order, and what does not apply: folded, one list for each rule. */
export function inOrder({ rules }: Model): Markup {
  const lists = rules.flatMap(list);
  return html`<section id="in-order" aria-labelledby="in-order-title">
<h2 id="in-order-title">In order</h2>
${lists.length > 0 ? lists : html`<p>Nothing.</p>`}
</section>`;
}

function list(rule: ShownRule): readonly Markup[] {
  const closed = rule.findings.filter((finding) => !isOpen(finding));
  if (closed.length === 0) return [];
  const fine = closed.filter(({ verdict }) => verdict === 'COMPLIANT').length;
  const sum = [
    fine > 0 && counted(fine, 'resource'),
    closed.length > fine && `does not apply to ${closed.length - fine}`,
  ].filter((part) => part !== false);
  return [
    html`<details class="plain fine" id="${listAnchor(rule)}"><summary>${rule.title} <small>${sum.join('; ')}</small></summary>
<ul class="lines">${closed.map(
      ({ resourceName, because, anchor, verdict }) =>
        html`<li id="${anchor}"${verdict !== 'COMPLIANT' && html` class="none"`}><code>${resourceName}</code> ${because}</li>`,
    )}</ul></details>`,
  ];
}
