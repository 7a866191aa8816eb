import type { StartableRule } from '#shared/usecases/start-rules.ts';

const ruleOf = (kind: string): StartableRule => ({
  kind,
  configRule: `connect-storage-guard-${kind}-rule`,
});

/** One rule of each kind. */
export const rules = ['bucket', 'instance', 'key', 'stream', 'administrator'].map(ruleOf);

/** What AWS Config calls the rules about these kinds. */
export const named = (...kinds: readonly string[]): readonly string[] =>
  kinds.map((kind) => ruleOf(kind).configRule);
