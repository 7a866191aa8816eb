import type { Changed } from './change-event.ts';
import type { InstanceParts, Sweep } from './refresh-state.ts';

/** What a sweep that is under way has asked already is replaced by what was told since. */
export function informed(sweep: Sweep, told: Pick<Sweep, 'listed' | 'parts'>): Sweep {
  if (!sweep.listed) return sweep;
  const parts = Object.fromEntries(
    Object.entries(sweep.parts).map(([arn, own]) => {
      const news = Object.hasOwn(told.parts, arn) ? told.parts[arn] : undefined;
      return [arn, news ? overlaid(own, news) : own];
    }),
  );
  return { ...sweep, parts, ...(told.listed && { listed: told.listed }) };
}

/** Only what was asked already: the rest the sweep asks by itself. */
const overlaid = (own: InstanceParts, news: InstanceParts): InstanceParts => ({
  storage: only(own.storage, news.storage),
  attributes: only(own.attributes, news.attributes),
});

const only = <T>(
  own: Readonly<Record<string, T>>,
  news: Readonly<Record<string, T>>,
): Readonly<Record<string, T>> =>
  Object.fromEntries(
    Object.entries(own).map(([type, fact]) => [
      type,
      (Object.hasOwn(news, type) ? news[type] : undefined) ?? fact,
    ]),
  );

/** The sweep without what a change has made untrue: it asks that again. */
export function forgetting(sweep: Sweep, changed: Changed): Sweep {
  if (changed.subject === 'instances') {
    const { listed: _, ...rest } = sweep;
    return rest;
  }
  if (changed.subject !== 'storage' && changed.subject !== 'attribute') return sweep;
  const own = Object.hasOwn(sweep.parts, changed.instance)
    ? sweep.parts[changed.instance]
    : undefined;
  if (!own) return sweep;
  const parts =
    changed.subject === 'storage'
      ? { ...own, storage: without(own.storage, changed.resourceType) }
      : { ...own, attributes: without(own.attributes, changed.attributeType) };
  return { ...sweep, parts: { ...sweep.parts, [changed.instance]: parts } };
}

const without = <T>(
  record: Readonly<Record<string, T>>,
  key: string,
): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
