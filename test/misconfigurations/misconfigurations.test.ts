import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { rules } from '#shared/rules/registry.ts';
import { accountNames, cases, changed, type LabelledCase, worlds } from './case.ts';
import { type Dashboard, judgedByThePipeline } from './pipeline.ts';
import type { SeededSet, SeededWorld } from './seed.ts';

jest.setTimeout(400_000);

/** The world that a rule's cases change, and what is judged in it. */
const usual: Readonly<Record<string, readonly [string, string]>> = {
  bucket: ['bucket', 'bucket.storage'],
  key: ['key', 'key.storage'],
  stream: ['stream', 'stream.records'],
  delivery: ['delivery', 'delivery.archive'],
  instance: ['instance', 'instance'],
  administrator: ['administrator', 'role.administrator'],
};

const usualOf = ({ rule }: LabelledCase) => usual[rule.split('-')[0] ?? ''] ?? ['', ''];
const resourceOf = (each: LabelledCase) => each.resource ?? usualOf(each)[1];

const wrong = ({ id }: LabelledCase) => `${id}x`;
const right = ({ id }: LabelledCase) => `${id}o`;

const setsOf = (each: LabelledCase): readonly SeededSet[] => {
  const world: SeededWorld = worlds[each.world ?? usualOf(each)[0]] ?? {};
  return [
    { set: wrong(each), world: changed(world, each.change) },
    { set: right(each), world: changed(world, each.twin) },
  ];
};

describe.each(accountNames)('labelled misconfigurations in the account %s', (account) => {
  const own = cases.filter((each) => (each.account ?? 'main') === account);
  let dashboard: Dashboard;
  beforeAll(async () => {
    dashboard = await judgedByThePipeline(account, own.flatMap(setsOf));
  });

  it.each(own.map((each) => [`${each.rule}: ${each.name}`, each] as const))('%s', (_, each) => {
    const { rule, verdict, because } = each;
    const found = dashboard(rule, wrong(each), resourceOf(each));
    expect(found?.verdict).toBe('NON_COMPLIANT');
    expect(found?.reason).toContain(because);
    expect(found?.reason.startsWith('Cannot tell: ')).toBe(verdict === 'INDETERMINATE');
  });

  it('has nothing against the compliant twins', () => {
    const alarms = own.flatMap((each) => {
      const found = dashboard(each.rule, right(each), resourceOf(each));
      return found?.verdict === 'COMPLIANT'
        ? []
        : [{ ...found, case: `${each.rule}: ${each.name}` }];
    });
    expect(alarms).toEqual([]);
  });
});

describe('the labelled misconfigurations', () => {
  it('are at least 150, and some for every rule', () => {
    expect(cases.length).toBeGreaterThanOrEqual(150);
    const counts = rules.map(({ id }) => [id, cases.filter(({ rule }) => rule === id).length]);
    expect(counts.filter(([, count]) => Number(count) < 3)).toEqual([]);
    expect(cases.filter(({ rule }) => !rules.some(({ id }) => id === rule))).toEqual([]);
  });

  it('differ in name, and name their source', () => {
    const names = cases.map(({ rule, name }) => `${rule}: ${name}`);
    expect(new Set(names).size).toBe(names.length);
    for (const { source } of cases) expect(source).toMatch(/^https:\/\/\S+$/);
  });

  it('differ from their twins', () => {
    const same = cases.filter(
      ({ change, twin }) => JSON.stringify(change) === JSON.stringify(twin),
    );
    expect(same).toEqual([]);
  });
});
