import { html, type Markup } from './html.ts';
import { isUnseen, type Model, type Shown, undetermined, violations } from './model.ts';
import { counted } from './words.ts';

interface Answer {
  readonly sentence: Markup;
  /** What has to be said with it. */
  readonly rest: readonly string[];
}

const others = 'others than Connect and its administrators';

/** "Who can listen to our calls?" in one line. */
export function answerOf({ report, findings }: Model): Answer {
  const judged = findings.filter(
    ({ rule, verdict }) => rule === 'bucket-policy-least-privilege' && verdict !== 'NOT_APPLICABLE',
  );
  const open = violations(judged).filter(letsIn);
  const faulty = violations(judged).length - open.length;
  const unknown = undetermined(judged).length;
  const unseen = report.places.filter(isUnseen).length;
  return {
    sentence: sentence(judged.length, open.length, unknown, unseen),
    rest: [
      ...(open.length > 0 && unknown > 0 ? [`Of ${unknown} more it could not be determined.`] : []),
      ...(faulty > 0
        ? [
            `${counted(faulty, 'policy lets', 'policies let')} nobody in, but ${faulty === 1 ? 'shuts' : 'shut'} out somebody who is needed or ${faulty === 1 ? 'takes' : 'take'} requests without TLS.`,
          ]
        : []),
      ...(unseen > 0 && judged.length > 0
        ? [`${counted(unseen, 'place')} could not be looked at.`]
        : []),
    ],
  };
}

function sentence(total: number, open: number, unknown: number, unseen: number): Markup {
  if (open > 0) {
    const are = open === 1 ? 'is' : 'are';
    return html`<em class="critical">${open} of ${counted(total, 'bucket')}</em> ${are} open to ${others}.`;
  }
  if (total > 0 && unknown === total) {
    const all = total === 1 ? 'the one bucket' : `any of ${total} buckets`;
    return html`Who reaches <em class="unknown">${all}</em> could not be determined.`;
  }
  if (unknown > 0) {
    return html`No bucket was found open, but of <em class="unknown">${unknown} of ${counted(total, 'bucket')}</em> it could not be determined.`;
  }
  if (total > 0) {
    const seen = unseen > 0 ? ' that could be looked at' : '';
    const all = total === 1 ? `The one bucket${seen} is` : `All ${total} buckets${seen} are`;
    return html`<em class="fine">${all} closed</em> to ${others}.`;
  }
  return unseen > 0
    ? html`<em class="unknown">Nothing could be determined</em>: ${counted(unseen, 'place')} could not be looked at.`
    : html`Amazon Connect stores in no bucket here.`;
}

/** Whether somebody gets in: a policy can also be at fault by shutting out, or by taking plaintext. */
const letsIn = ({ details = [] }: Shown): boolean =>
  details.length === 0 ||
  details.some(({ question }) => question === 'exposure' || question === 'grant');
