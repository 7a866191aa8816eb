import { describe, expect, it } from '@jest/globals';
import { VirtualClock } from '#infra/local/clock.ts';
import type { AwsError, Service } from '#infra/local/service.ts';
import { throttle } from '#infra/local/throttle.ts';
import { createWorld, type Throttles } from '#infra/local/world.ts';

const scope = { partition: 'aws', account: '111122223333', region: 'eu-central-1' };
const service: Service = {
  signingName: 'connect',
  protocol: 'restJson1',
  client: {},
  operations: {},
  throttle: { perSecond: 2, burst: 5 },
  operationThrottles: { DescribeInstance: { perSecond: 1, burst: 1 } },
  throttleError: { code: 'TooManyRequestsException', status: 429 },
};

function start(throttles?: Throttles) {
  const clock = new VirtualClock(new Date(0));
  const world = createWorld({ clock, ...(throttles && { throttles }) });
  const passes = (where = scope, what = service): boolean => {
    try {
      throttle(world, where, what, 'ListInstances');
      return true;
    } catch (error) {
      expect(error).toMatchObject({ message: 'Rate exceeded' } satisfies Partial<AwsError>);
      return false;
    }
  };
  const passing = (calls: number) =>
    Array.from({ length: calls }, () => passes()).filter(Boolean).length;
  return { clock, world, passes, passing };
}

describe('throttling', () => {
  it('lets a burst through and then its rate', () => {
    const { clock, passing } = start();
    expect(passing(10)).toBe(5);
    clock.advance(1000);
    expect(passing(10)).toBe(2);
    clock.advance(250);
    expect(passing(10)).toBe(0);
    clock.advance(250);
    expect(passing(10)).toBe(1);
  });

  it('never saves up more than the burst', () => {
    const { clock, passing } = start();
    passing(10);
    clock.advance(3_600_000);
    expect(passing(10)).toBe(5);
  });

  it('counts accounts and regions apart', () => {
    const { passing, passes } = start();
    passing(10);
    expect(passes()).toBe(false);
    expect(passes({ ...scope, region: 'us-east-1' })).toBe(true);
    expect(passes({ ...scope, account: '444455556666' })).toBe(true);
  });

  it('answers as the service does', () => {
    const { world, passing } = start();
    passing(5);
    const { throttle: limit, throttleError: _, ...rest } = service;
    expect(() => throttle(world, scope, service, 'ListInstances')).toThrow(
      expect.objectContaining({ code: 'TooManyRequestsException', status: 429 }),
    );
    const plain = { ...rest, throttle: { perSecond: limit?.perSecond ?? 0, burst: 0 } };
    expect(() => throttle(world, scope, plain, 'ListInstances')).toThrow(
      expect.objectContaining({ code: 'Throttling' }),
    );
  });

  it('holds single operations to limits of their own', () => {
    const { world, passes } = start();
    const describe = () => throttle(world, scope, service, 'DescribeInstance');
    describe();
    expect(describe).toThrow('Rate exceeded');
    expect(passes()).toBe(true);
  });

  it('can be raised or turned off', () => {
    expect(start('off').passing(100)).toBe(100);
    expect(start({ connect: { perSecond: 20, burst: 50 } }).passing(100)).toBe(50);
    expect(start({ connect: 'off' }).passing(100)).toBe(100);
    expect(start({ s3: 'off' }).passing(100)).toBe(5);
  });
});

describe('virtual time', () => {
  it('stands still until it is moved, and wakes sleepers in their order', async () => {
    const clock = new VirtualClock(new Date(0));
    const woken: string[] = [];
    const sleeps = [
      clock.sleep(200).then(() => woken.push('late')),
      clock.sleep(100).then(() => woken.push('early')),
      clock.sleep(500).then(() => woken.push('never')),
    ];
    expect(clock.now()).toEqual(new Date(0));
    clock.advance(300);
    await Promise.all(sleeps.slice(0, 2));
    expect(woken).toEqual(['early', 'late']);
    expect(clock.now()).toEqual(new Date(300));
  });

  it('moves by itself when told to', async () => {
    const clock = new VirtualClock(new Date(0), { autoAdvance: true });
    await clock.sleep(86_400_000);
    expect(clock.now()).toEqual(new Date(86_400_000));
  });

  it('does not run backwards', () => {
    expect(() => new VirtualClock().advance(-1)).toThrow(RangeError);
  });
});
