import type { ResourceUse } from '#shared/connect/resource-use.ts';
import { cannotTell, notApplicable, told } from '../judgements.ts';
import type { Judgement } from '../rule.ts';

/** Why half an inventory is not enough. */
export const incomplete = ({ unreadable }: ResourceUse): string =>
  `the inventory is incomplete: ${unreadable.map(told).join('; ')}`;

/** The judgement of what no instance streams to; undefined when one does. */
export function unlessUsed(use: ResourceUse): Judgement | undefined {
  if (use.instances.length > 0) return undefined;
  return use.complete
    ? notApplicable('No Connect instance of this account and region streams here.')
    : cannotTell(incomplete(use));
}
