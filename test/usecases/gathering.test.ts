import { describe, expect, it, jest } from '@jest/globals';
import { fightInWords, fightKey, fightsPrefix } from '#shared/connect/fight.ts';
import { bucketRules } from '#shared/rules/registry.ts';
import { settingsKey } from '#shared/settings/settings.ts';
import { evaluate } from '#shared/usecases/evaluate.ts';
import { gatherBuckets } from '#shared/usecases/gather-buckets.ts';
import { once } from '#shared/usecases/gathering.ts';
import { scheduled } from '../bench/scheduled.ts';
import { bucket, contactCenter, deployment, inventory, settings } from '../fakes/contact-center.ts';

const fight = {
  version: 1,
  bucket,
  since: '2026-03-01T10:00:00.000Z',
  until: '2099-03-02T10:00:00.000Z',
  remediations: 5,
  hours: 24,
  writers: [],
} as const;

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

  it.each(['listed', 'denied'])(
    'knows of a fight when all buckets are judged: fights are %s',
    async (fights) => {
      const world = contactCenter();
      world.state.seed(settingsKey, settings);
      world.state.seed('inventory.json', inventory);
      world.state.seed(fightKey(bucket), fight);
      if (fights === 'denied') world.state.denied.add(fightsPrefix);
      const read = jest.spyOn(world.state, 'read');
      const { judged } = await evaluate(world, {
        deployment,
        rules: bucketRules,
        event: scheduled('bucket-policy-least-privilege'),
        gather: gatherBuckets(world),
      });
      const [fought] = judged.filter(({ resourceId }) => resourceId === bucket);
      expect(fought?.judgement.because).toContain(fightInWords(fight));
      const asked = read.mock.calls.filter(([key]) => key.startsWith(fightsPrefix));
      expect(asked).toHaveLength(fights === 'listed' ? 1 : judged.length);
    },
  );

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
