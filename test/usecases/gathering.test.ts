import { describe, expect, it, jest } from '@jest/globals';
import { bucketRules } from '#shared/rules/registry.ts';
import { settingsKey } from '#shared/settings/settings.ts';
import { evaluate } from '#shared/usecases/evaluate.ts';
import { gatherBuckets } from '#shared/usecases/gather-buckets.ts';
import { once } from '#shared/usecases/gathering.ts';
import { scheduled } from '../bench/scheduled.ts';
import { contactCenter, deployment, inventory, settings } from '../fakes/contact-center.ts';

describe('what is gathered during one evaluation', () => {
  it('rests on settings that are read once, however many buckets are judged', async () => {
    const world = contactCenter();
    world.state.seed(settingsKey, settings);
    world.state.seed('inventory.json', inventory);
    const read = jest.spyOn(world.state, 'read');
    const { judged } = await evaluate(world, {
      deployment,
      rules: bucketRules,
      event: scheduled('bucket-policy-least-privilege'),
      gather: gatherBuckets(world),
    });
    expect(judged.length).toBeGreaterThan(1);
    expect(read.mock.calls.filter(([key]) => key === settingsKey)).toHaveLength(1);
  });

  it('is asked for again after a failure, and not after an answer', async () => {
    let asked = 0;
    const ask = once(async (question: string) => {
      asked += 1;
      if (asked === 1) throw new Error('no answer');
      return `${question}: yes`;
    });
    await expect(ask('a')).rejects.toThrow('no answer');
    expect([await ask('a'), await ask('a'), asked]).toEqual(['a: yes', 'a: yes', 2]);
  });
});
