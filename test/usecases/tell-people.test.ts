import { beforeEach, describe, expect, it } from '@jest/globals';
import { deploymentIn } from '#shared/connect/deployment.ts';
import { type Outcome, outcome, refused } from '#shared/remediation/outcome.ts';
import { noticeKey, tellPeople } from '#shared/usecases/tell-people.ts';
import { FakeClock } from '../fakes/clock.ts';
import { FakeNotify } from '../fakes/notify.ts';
import { FakeState } from '../fakes/state.ts';

const bucket = 'sales-recordings';
const deployment = deploymentIn({
  partition: 'aws',
  account: '111122223333',
  region: 'eu-central-1',
});
const hour = 60 * 60 * 1000;

let world: { state: FakeState; clock: FakeClock; notify: FakeNotify };
let runs = 0;
beforeEach(() => {
  world = { state: new FakeState(), clock: new FakeClock(), notify: new FakeNotify() };
});

const tell = (ended: Outcome) =>
  tellPeople(world, { deployment, outcome: ended, executionId: `execution-${++runs}` });
const subjects = () => world.notify.told.map(({ subject }) => subject);

const because = (message: string, code: 'FOREIGN_STATEMENT' | 'MODE' = 'FOREIGN_STATEMENT') =>
  refused(bucket, [{ code, message, next: 'Change it.' }]);

describe('people are told', () => {
  it('of every write', async () => {
    await tell(outcome('REMEDIATED', bucket, 'Closed: it was open.'));
    await tell(outcome('REMEDIATED', bucket, 'Closed: it was open.'));
    expect(subjects()).toEqual([`Closed: ${bucket}`, `Closed: ${bucket}`]);
  });

  it('of the same refusal once, whatever AWS Config tries, and again after a day', async () => {
    for (let attempt = 0; attempt < 5; attempt += 1) await tell(because('statement 2 allows *'));
    expect(world.notify.told).toHaveLength(1);
    world.clock.pass(23 * hour);
    await tell(because('statement 2 allows *'));
    expect(world.notify.told).toHaveLength(1);
    world.clock.pass(2 * hour);
    await tell(because('statement 2 allows *'));
    expect(world.notify.told).toHaveLength(2);
  });

  it('of a refusal for another reason, and of one that comes back after all was in order', async () => {
    await tell(because('statement 2 allows *'));
    await tell(because('statement 3 allows *'));
    await tell(outcome('ALREADY_COMPLIANT', bucket, 'closed'));
    await tell(because('statement 3 allows *'));
    expect(world.notify.told).toHaveLength(3);
  });

  it('once for all that the mode of the settings wants it so', async () => {
    await tell(because('the mode is observe', 'MODE'));
    world.clock.pass(100 * hour);
    await tell(because('the mode is observe', 'MODE'));
    expect(world.notify.told).toHaveLength(1);
  });

  it('of nothing when somebody has only asked for the plan', async () => {
    await tell(because('statement 2 allows *'));
    await tell(outcome('PLANNED', bucket, 'a plan'));
    await tell(because('statement 2 allows *'));
    expect(world.notify.told).toHaveLength(1);
  });
});

describe('when telling fails', () => {
  it('the run is none the worse, says why, and the next one tells', async () => {
    world.notify.fault = new Error('sns:Publish: AuthorizationError: no');
    expect(await tell(because('statement 2 allows *'))).toContain('AuthorizationError');
    expect(world.state.keys('notices/')).toEqual([]);
    world.notify.fault = undefined;
    expect(await tell(because('statement 2 allows *'))).toBeUndefined();
    expect(world.notify.told).toHaveLength(1);
  });

  it('because what else there is to say cannot be read, the rest is told', async () => {
    world.state.seed(`backups/${bucket}/2026-03-01T11-58-03Z-0123456789ab.json`, '{');
    const closed = outcome('REMEDIATED', bucket, 'Closed: it was open.', {
      digestBefore: `0123456789ab${'0'.repeat(52)}`,
    });
    expect(await tell(closed)).toBeUndefined();
    expect(subjects()).toEqual([`Closed: ${bucket}`]);
  });

  it.each([['{'], ['{"version":2}'], ['[]']])(
    'because the notice is %s, people are rather told twice',
    async (stored) => {
      world.state.seed(noticeKey(bucket), stored);
      await tell(because('statement 2 allows *'));
      expect(world.notify.told).toHaveLength(1);
    },
  );
});
