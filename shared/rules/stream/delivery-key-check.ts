import type { Arn } from '#shared/connect/arn.ts';
import { told } from '../judgements.ts';
import { grantAllows, type KeyUsage, policiesAllow } from '../key-access.ts';
import { unusableKeyStates } from '../key-states.ts';
import type { OwnPolicies } from '../principal-access.ts';
import { type Checked, doubt, fine, nameOf, principalOf, problem } from './checked.ts';
import type { DeliveryStreamFacts, InspectedKey } from './facts.ts';
import { shortKey } from './short-key.ts';

/** What a key is used for, and what to do where it is not allowed. */
interface KeyNeed {
  readonly usages: readonly KeyUsage[];
  readonly advice: string;
}

/** Whether the role can use the key in each of the ways. */
export function checkKey(
  facts: DeliveryStreamFacts,
  { description, policy, grants }: InspectedKey,
  name: string | undefined,
  role: Arn,
  own: OwnPolicies,
  { usages, advice }: KeyNeed,
): readonly Checked[] {
  // AWS's own keys let in whoever may use the service.
  if (name === undefined || /(^|:)alias\/aws\//.test(name)) return fine;
  if (description.state === 'unreadable') return doubt(told(description.why));
  if (description.state === 'absent') return problem(`The key ${name} is gone, needed ${advice}.`);
  const key = description.value;
  if (key.manager === 'AWS') return fine;
  const shown = shortKey(key.arn, facts.place);
  if (unusableKeyStates.has(key.state)) {
    return problem(`${shown} is ${key.state}, needed ${advice}.`);
  }
  if (key.state !== 'Enabled') return doubt(`what key state ${key.state} of ${shown} means`);
  const principal = principalOf(facts, role);
  const answers = usages.map((usage) => {
    if (grantAllows(grants, principal, key, usage)) return {};
    const access = policiesAllow(policy, own, principal, key, usage);
    if (access.allowed) return {};
    if (access.allowed === undefined) return { doubt: access.because };
    return grants.state === 'unreadable' && !access.denied
      ? { doubt: told(grants.why) }
      : { refused: `kms:${usage.operation}` };
  });
  const doubts = answers.flatMap((answer) => answer.doubt ?? []);
  const refused = answers.flatMap((answer) => answer.refused ?? []);
  if (refused.length > 0) {
    return problem(`${nameOf(role)} may not ${refused.join(' and ')} with ${shown} ${advice}.`);
  }
  return doubts.length > 0 ? doubt([...new Set(doubts)].join('; ')) : fine;
}
