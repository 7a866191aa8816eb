import { reasonOf } from '../../audit/formats/rows.ts';
import { html, type Markup } from './html.ts';
import {
  isOpen,
  type Model,
  nameOf,
  placeInWords,
  type Shown,
  type ShownRule,
  standingOf,
  violations,
} from './model.ts';
import { policyFigure } from './policy-figure.ts';
import { requests } from './request.ts';
import { counted, prose, source, typeInWords, verdictWords } from './words.ts';

/** Everything that is not in order, by rule: what is wrong, how it is known, what to do. */
export function findings(model: Model): Markup {
  const rules = model.rules.filter((rule) => rule.findings.some(isOpen));
  const first = violations(model.findings).find(({ policy }) => typeof policy === 'string');
  return html`<section id="findings" aria-labelledby="findings-title">
<h2 id="findings-title">Findings</h2>
${
  rules.length > 0
    ? rules.map((rule) => ruleMarkup(rule, model.severalPlaces, first?.anchor))
    : html`<p>There is nothing to put right.</p>`
}
</section>`;
}

/** `unfolded`: the anchor of the finding whose policy is open from the start, so that one sees what is in there. */
function ruleMarkup(rule: ShownRule, severalPlaces: boolean, unfolded?: string): Markup {
  const open = rule.findings.filter(isOpen);
  const judged = rule.findings.filter(({ verdict }) => verdict !== 'NOT_APPLICABLE');
  const broken = violations(open).length;
  const unknown = open.length - broken;
  const sum = [
    broken > 0 && `not met by ${broken} of ${counted(judged.length, 'resource')}`,
    unknown > 0 && `of ${unknown} it cannot be told`,
  ].filter((part) => part !== false);
  return html`<section class="rule ${rule.severity}">
<header><p class="severity">${rule.severity}</p>
<h3>${rule.title}</h3>
<p class="sum"><code>${rule.rule}</code> ${sum.join('; ')}</p></header>
<div class="advice"><p><strong>What to do.</strong> ${prose(rule.remediation)}</p>
<details class="plain"><summary>Sources</summary><ul class="lines">${rule.sources.map(
    (address) => html`<li>${source(address)}</li>`,
  )}</ul></details></div>
${open.map((finding) => findingMarkup(finding, severalPlaces, finding.anchor === unfolded))}
</section>`;
}

const findingMarkup = (finding: Shown, severalPlaces: boolean, unfold: boolean): Markup => {
  const { anchor, resourceName, resourceType, verdict } = finding;
  return html`<article id="${anchor}" class="finding ${standingOf(finding)}" aria-labelledby="${anchor}-title">
<h4 id="${anchor}-title"><a href="#${anchor}"><code>${resourceName}</code></a> <span class="badge">${verdictWords[verdict]}</span></h4>
<p class="of">${typeInWords(resourceType)}${usedBy(finding)}${
    severalPlaces && html` in ${placeInWords(finding.place)}`
  }</p>
<p class="because">${reasonOf(finding)}</p>
${requests(finding)}
${policyFigure(finding, unfold)}
${losers(finding)}
</article>`;
};

function usedBy({ instances, place, kind }: Shown): string {
  if (kind === 'instance' || instances.length === 0) return '';
  const names = instances.map((arn) => {
    const instance = place.instances.find((each) => each.arn === arn);
    return instance ? nameOf(instance) : arn;
  });
  const shown = names.length > 6 ? [...names.slice(0, 5), `${names.length - 5} more`] : names;
  return `${kind === 'administrator' ? ' of' : ' used by'} ${shown.join(', ')}`;
}

function losers({ losesAccess, planned }: Shown): Markup | undefined {
  if (!losesAccess || planned === undefined) return undefined;
  if (losesAccess.length === 0) {
    return html`<p class="losers">Nobody who gets in today would be shut out.</p>`;
  }
  const unclear = losesAccess.filter(({ because }) => because.startsWith('Cannot tell')).length;
  const sure = losesAccess.length - unclear;
  const sum = [
    sure > 0 && `${counted(sure, 'principal')} would lose access`,
    unclear > 0 && `who else would lose access is not known in ${counted(unclear, 'case')}`,
  ].filter((part) => part !== false);
  return html`<details class="losers"><summary>${sum.join('; ')}</summary>
<ul class="lines">${losesAccess.map(
    ({ arn, because }) => html`<li><code>${arn}</code> ${because}</li>`,
  )}</ul></details>`;
}
