import type { KeyDescription } from '#shared/connect/key.ts';
import { cannotTell, notApplicable, told } from '../judgements.ts';
import type { Judgement } from '../rule.ts';
import type { KeyFacts } from './facts.ts';

/** Judges a key that an instance uses and that can be described; says what the others are. */
export function judgeUsed(
  { use, description }: KeyFacts,
  judge: (key: KeyDescription) => Judgement,
  gone: () => Judgement = () => notApplicable('There is no such key.'),
): Judgement {
  if (use.instances.length === 0) {
    return use.complete
      ? notApplicable('No Connect instance of this account and region uses this key.')
      : cannotTell(`the inventory is incomplete: ${use.unreadable.map(told).join('; ')}`);
  }
  if (description.state === 'unreadable') return cannotTell(told(description.why));
  return description.state === 'absent' ? gone() : judge(description.value);
}
