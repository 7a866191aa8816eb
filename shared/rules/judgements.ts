import type { Fact, Unreadable } from '#shared/connect/fact.ts';
import type { Judgement } from './rule.ts';

export const compliant = (because: string): Judgement => ({ verdict: 'COMPLIANT', because });
export const nonCompliant = (because: string): Judgement => ({ verdict: 'NON_COMPLIANT', because });
export const notApplicable = (because: string): Judgement => ({
  verdict: 'NOT_APPLICABLE',
  because,
});
export const cannotTell = (because: string): Judgement => ({ verdict: 'INDETERMINATE', because });

/** Which call was refused, and how. */
export const told = ({ action, code, message }: Unreadable): string =>
  `${action} ${code}${message ? ` (${message})` : ''}`;

/** Why the facts are, in one sentence: none when all were read. */
export const unreadOf = (facts: readonly Fact<unknown>[]): readonly string[] => [
  ...new Set(facts.flatMap((fact) => (fact.state === 'unreadable' ? [told(fact.why)] : []))),
];

/** `a`, `a and b`, `a, b and c`. */
export const listed = (words: readonly string[]): string => {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
};

/** Of many findings, how many a reason tells. */
const mostTold = 10;

/**
 * What several checks found, taken together: one finding decides; else one doubt keeps the whole
 * from being compliant.
 */
export function judgeAll(
  findings: readonly string[],
  doubts: readonly string[],
  otherwise: () => Judgement,
): Judgement {
  if (findings.length > 0) {
    const more = findings.length > mostTold ? [`${findings.length - mostTold} more.`] : [];
    return nonCompliant([...findings.slice(0, mostTold), ...more].join(' '));
  }
  return doubts.length > 0 ? cannotTell(doubts.join('; ')) : otherwise();
}
