import type { LocalAws } from '#infra/local/local-aws.ts';
import { configState } from '#infra/local/services/config/state.ts';

/** AWS Config asks the other rules nothing any more: who looks at one need not wait for all. */
export const judgedOnlyBy =
  (name?: string) =>
  ({ world, home }: Pick<LocalAws, 'world' | 'home'>): void => {
    for (const [other, stored] of configState(world, home).rules) {
      const { Source } = stored.rule;
      if (!Source || other === name) continue;
      stored.rule = { ...stored.rule, Source: { ...Source, SourceDetails: [] } };
    }
  };
