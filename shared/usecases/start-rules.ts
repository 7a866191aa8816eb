import type { ClockPort, ConfigPort } from '#shared/ports.ts';
import type { RefreshState } from './refresh-state.ts';
import type { StoredDocument } from './stored-document.ts';

/** An AWS Config rule of ours. */
export interface StartableRule {
  readonly kind: string;
  /** Its name in AWS Config. */
  readonly configRule: string;
}

export interface StartWorld {
  readonly config: Pick<ConfigPort, 'startEvaluation'>;
  readonly clock: ClockPort;
}

/** Between two starts of the same rule: what happens within is judged by one start. */
const apart = 5 * 1000;

/**
 * Starts the AWS Config rules that are due, all in one call, and notes it. Being cut off before is
 * made up for by the next run.
 * @param deadline rules whose turn has not come by then stay due
 */
export async function startDueRules(
  { config, clock }: StartWorld,
  document: StoredDocument<RefreshState>,
  state: RefreshState,
  rules: readonly StartableRule[],
  deadline: Date,
): Promise<RefreshState> {
  const names = state.due.filter((name) => rules.some(({ configRule }) => configRule === name));
  if (names.length === 0) return state;
  const last = Math.max(0, ...names.map((name) => Date.parse(state.started[name] ?? '') || 0));
  const turn = last + apart;
  if (turn > deadline.getTime()) return state;
  const wait = Math.min(apart, turn - clock.now().getTime());
  if (wait > 0) await clock.sleep(wait);
  const startedAt = clock.now().toISOString();
  await config.startEvaluation(names);
  const started = Object.fromEntries(names.map((name) => [name, startedAt]));
  const noted = { ...state, due: [], started: { ...state.started, ...started } };
  await document.write(noted);
  return noted;
}

/** CloudTrail gives whole seconds. */
const within = 1000;

/** The rules about these kinds that were not started since `at`: those see what happened then. */
export const rulesConcerned = (
  rules: readonly StartableRule[],
  kinds: readonly string[],
  started: RefreshState['started'],
  at: Date,
): readonly string[] =>
  rules
    .filter(({ kind }) => kinds.includes(kind))
    .map(({ configRule }) => configRule)
    .filter((name) => !(Date.parse(started[name] ?? '') >= at.getTime() + within));
