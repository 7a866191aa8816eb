import { type Fight, fightInWords } from '#shared/connect/fight.ts';
import type { Exempt } from './exempt.ts';
import type { Refusal } from './refusal.ts';

/** How a person looks at a plan and has it written. */
export const howToApply = (bucket: string): string =>
  `Look at it with \`connect-guard plan ${bucket}\`, and have it written with \`connect-guard apply ${bucket} --yes\`.`;

/** Nobody gets in by being written into the settings alone. */
export const waitForPerson = (bucket: string, waiting: readonly Exempt[]): Refusal => ({
  code: 'NEW_PRINCIPALS',
  message: `No person has yet let in ${namesOf(waiting)}; the guard does not by itself.`,
  next: howToApply(bucket),
});

export const namesOf = (exempt: readonly Exempt[]): string =>
  exempt.map(({ arn, as }) => `${arn} (${as})`).join(', ');

/** Somebody undoes what the guard does, again and again. */
export const tooOften = (fight: Fight): Refusal => ({
  code: 'CHANGED_TOO_OFTEN',
  message: `${fightInWords(fight).replace(/^s/, 'S')}.`,
  next: `Have it leave the policy alone, then \`connect-guard apply ${fight.bucket} --yes\`: the guard works on from there.`,
});

/** What would be written is not what was shown. */
export const planChanged = (bucket: string, shown: string, digest: string): Refusal => ({
  code: 'PLAN_CHANGED',
  message: `What would be written (${digest.slice(0, 12)}) is not what was shown (${shown.slice(0, 12)}).`,
  next: `Somebody changed the policy or the settings meanwhile. ${howToApply(bucket)}`,
});
