import { severities } from '#shared/usecases/audit/order.ts';
import { html, type Markup } from './html.ts';
import { type Model, undetermined, violations } from './model.ts';

/** How many checks came out how, each number a link to where they are. */
export function counts({ findings, rules }: Model): Markup {
  const broken = violations(findings);
  const fine = findings.filter(({ verdict }) => verdict === 'COMPLIANT').length;
  const first = (severity: string): string | undefined =>
    rules.find((rule) => rule.severity === severity && violations(rule.findings).length > 0)
      ?.findings[0]?.anchor;
  return html`<dl class="counts">${[
    ...severities.map((severity) =>
      tile(
        severity,
        severity,
        broken.filter((finding) => finding.severity === severity).length,
        first(severity),
      ),
    ),
    tile('unknown', 'cannot tell', undetermined(findings).length, 'unknown'),
    tile('fine', 'in order', fine, 'in-order'),
  ]}</dl>`;
}

const tile = (standing: string, label: string, count: number, anchor?: string): Markup =>
  html`<div class="${count === 0 ? 'none' : standing}"><dt>${label}</dt><dd>${
    anchor !== undefined && count > 0 ? html`<a href="#${anchor}">${count}</a>` : html`${count}`
  }</dd></div>`;
