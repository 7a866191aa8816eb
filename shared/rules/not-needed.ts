import { type Fact, unreadable } from '#shared/connect/fact.ts';
import type { Need } from './needs.ts';

/** A fact that was not gathered, because the rule does not say that it needs it. */
export const notNeeded = (need: Need): Fact<never> =>
  unreadable({
    action: need,
    code: 'NotNeeded',
    message: 'the rule does not name this need, so it was not looked up',
  });
