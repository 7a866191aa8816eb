import type { RawPrincipal, RawStatement } from '#shared/policy/document.ts';
import type { StatementDifference } from '#shared/remediation/statement-difference.ts';
import { wrap } from '../columns.ts';
import { colour, lineWidth } from '../terminal.ts';

/** What becomes of the statements of a policy: a line for each, or with `inFull` all of their text. */
export function statementLines(
  { removed, added, kept }: StatementDifference,
  inFull: boolean,
): readonly string[] {
  const shown = (mark: string, paint: (text: string) => string) => (each: Stated) =>
    (inFull ? text(each.statement) : wrap(brief(each.statement), lineWidth() - 10)).map(
      (line, index) => paint(inFull || index === 0 ? `${mark} ${line}` : `    ${line}`),
    );
  return [
    ...removed.flatMap(shown('-', colour.red)),
    ...added.flatMap(shown('+', colour.green)),
    ...kept.flatMap(shown(' ', colour.dim)),
  ];
}

type Stated = StatementDifference['kept'][number];

const text = (statement: RawStatement): readonly string[] =>
  JSON.stringify(statement, null, 2).split('\n');

/** `ShareForNow: Allow everyone s3:GetObject`, with the condition keys. */
function brief({ Sid, Effect, Principal, NotPrincipal, ...statement }: RawStatement): string {
  const { Action, NotAction, Condition = {} } = statement;
  const who = Principal ? named(Principal) : `everyone but ${named(NotPrincipal ?? '*')}`;
  const what = Action ? few(list(Action)) : `all but ${few(list(NotAction))}`;
  const keys = Object.values(Condition).flatMap((operands) => Object.keys(operands));
  const when = keys.length > 0 ? ` depending on ${[...new Set(keys)].join(', ')}` : '';
  return `${Sid ?? '(no Sid)'}: ${Effect} ${who} ${what}${when}`;
}

const named = (principal: RawPrincipal): string =>
  principal === '*' ? 'everyone' : few(Object.values(principal).flatMap(list).map(everyone));

const everyone = (name: string): string => (name === '*' ? 'everyone' : name);

const list = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : [value].flat();

const few = (items: readonly string[]): string =>
  items.length <= 3
    ? items.join(', ')
    : `${items.slice(0, 2).join(', ')} and ${items.length - 2} more`;
