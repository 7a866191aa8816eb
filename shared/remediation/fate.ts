import { decide } from '#shared/policy/decide.ts';
import type { PolicyDocument } from '#shared/policy/document.ts';
import { type Ask, type Entrant, policiesOf } from '#shared/policy/prove/entrance.ts';
import type { Request, StatementReference } from '#shared/policy/request.ts';

/** The policy of the bucket today and as it would be; undefined is none. */
export interface Change {
  readonly live: PolicyDocument | undefined;
  readonly planned: PolicyDocument | undefined;
}

/** Somebody can do it today, and in no circumstances any more. */
export interface Lost {
  readonly fate: 'lost';
  /** One that is allowed today and denied then. */
  readonly request: Request;
  /** What allows it today. */
  readonly statements: readonly StatementReference[];
}

export interface Open {
  readonly fate: 'open';
  readonly action: string;
  readonly reasons: readonly string[];
}

/** `none`: it cannot do it today either. */
export type Fate = Lost | Open | { readonly fate: 'kept' | 'none' };

/** What becomes of one action: of all that it reaches, or of one of the folders given. */
export function fateOf(
  ask: Ask,
  action: string,
  { live, planned }: Change,
  folders: readonly string[] = [],
): Fate {
  const within = (folder?: string): Fate => {
    const today = ask(action, live, folder);
    if (today.enters === false) return { fate: 'none' };
    const then = ask(action, planned, folder);
    if (then.enters) return { fate: 'kept' };
    if (today.enters === undefined) return { fate: 'open', action, reasons: today.reasons };
    if (then.enters === undefined) return { fate: 'open', action, reasons: then.reasons };
    return { fate: 'lost', request: today.request, statements: today.statements };
  };
  const anywhere = within();
  if (anywhere.fate !== 'kept' || live === planned) return anywhere;
  const fates = folders.map(within);
  return (
    fates.find(({ fate }) => fate === 'lost') ??
    fates.find(({ fate }) => fate === 'open') ??
    anywhere
  );
}

/** What of the planned policy shuts a request out: `denied by …`. */
export function deciding(
  request: Request,
  entrant: Entrant,
  planned: PolicyDocument | undefined,
): string {
  const { decision, statements } = decide(request, policiesOf(entrant, planned));
  const [statement] = statements;
  if (decision !== 'ExplicitDeny' || !statement) return 'no longer allowed by the planned policy';
  const { sid, index } = statement;
  return `denied by ${sid === undefined ? `statement ${index + 1}` : `"${sid}"`} of the planned policy`;
}
