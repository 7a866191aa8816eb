import { describe, expect, it } from '@jest/globals';
import { tokenBucket } from '#shared/aws/token-bucket.ts';
import type { Arn } from '#shared/connect/arn.ts';
import type { Finished } from '#shared/usecases/audit/audit-place.ts';
import {
  bucket,
  contactCenter,
  instances,
  roles,
  sharedBucket,
} from '../../fakes/contact-center.ts';
import { audit, Heard, policyOf } from './hearing.ts';

describe('an audit where the guard is not deployed', () => {
  const without = () => {
    const world = contactCenter();
    world.state.objects.clear();
    world.iam.ids.delete(roles.remediator.arn);
    return world;
  };

  it('asks Connect, and writes nothing', async () => {
    const world = without();
    const place = await audit(world);
    expect(place.inventory).toMatchObject({ from: 'live' });
    expect(place.settings).toBe('none');
    expect(world.state.objects.size).toBe(0);
    expect(world.bucket.writes).toEqual([]);
    expect(place.instances).toHaveLength(3);
  });

  it('reports what strangers can do, and that nobody is named', async () => {
    const finding = policyOf(await audit(without()), bucket);
    expect(finding).toMatchObject({
      verdict: 'NON_COMPLIANT',
      because: expect.stringMatching(/^A role such as analyst .* no administrators are named/),
    });
    expect(finding).not.toHaveProperty('planned');
  });

  it('has the first rows before all of Connect has been asked', async () => {
    const heard = new Heard();
    const world = without();
    let requests = 0;
    world.connect.listStorage = new Proxy(world.connect.listStorage, {
      apply: (target, self, args) => {
        requests++;
        return Reflect.apply(target, self, args);
      },
    });
    const rowsAfter: number[] = [];
    heard.judged = () => void rowsAfter.push(requests);
    await audit(world, {}, heard);
    expect(rowsAfter[0]).toBe(13);
    expect(requests).toBe(39);
    expect(heard.requestsLeft).toEqual([42, 28, 14, 0]);
  });

  it('has them within ten seconds, at the two requests a second that an account has', async () => {
    const world = without();
    const begun = world.clock.now().getTime();
    const pace = tokenBucket(world.clock, 2);
    const paced =
      <Q extends unknown[], T>(ask: (...question: Q) => Promise<T>) =>
      async (...question: Q) => {
        await pace();
        return ask(...question);
      };
    const { connect } = world;
    const slow = {
      listInstances: paced(() => connect.listInstances()),
      listStorage: paced((instance: Arn, type: string) => connect.listStorage(instance, type)),
      attribute: paced((instance: Arn, type: string) => connect.attribute(instance, type)),
    };
    const heard = new Heard();
    const seconds: number[] = [];
    heard.judged = () => void seconds.push((world.clock.now().getTime() - begun) / 1000);
    await audit({ ...world, connect: slow }, {}, heard);
    expect(seconds[0]).toBe(7);
    expect(seconds.at(-1)).toBe(21);
  });

  it('goes on where one was cut off: what was asked and judged is not again', async () => {
    const before = new Heard();
    const whole = await audit(without(), {}, before);
    const { tokyo, osaka } = instances;
    const finished: Finished = {
      instances: Object.fromEntries(
        Object.entries(before.finished.instances).filter(([arn]) => arn === tokyo || arn === osaka),
      ),
      resources: before.finished.resources.filter(({ resource }) => resource.id !== sharedBucket),
    };
    const world = without();
    const resumed = await audit(world, { finished });
    expect(world.connect.calls).toBe(1 + 14);
    expect(world.bucket.reads).toBe(1);
    expect(resumed.findings).toEqual(whole.findings);
  });
});
