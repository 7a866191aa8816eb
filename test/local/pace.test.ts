import { describe, expect, it } from '@jest/globals';
import { LocalAws } from '#infra/local/local-aws.ts';
import { holdWaits, serviceWait, setPace } from '#infra/local/pace.ts';

const hour = 3_600_000;

describe("AWS's waits", () => {
  it('last until they are let go, however short', async () => {
    const aws = await LocalAws.start();
    const { world } = aws;
    const letGo = holdWaits(world);
    const woken: string[] = [];
    const held = serviceWait(world, 0).then(() => woken.push('held'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(woken).toEqual([]);
    letGo();
    await held;
    await serviceWait(world, 0);
    expect(woken).toEqual(['held']);
    await aws.close();
  });

  it('end with the embedded AWS, those to come, too', async () => {
    const aws = await LocalAws.start();
    setPace(aws.world, 1);
    aws.world.events.track(serviceWait(aws.world, hour).then(() => serviceWait(aws.world, hour)));
    await aws.close();
    expect(aws.world.events.failures).toEqual([]);
  });

  it('end with the embedded AWS while they are held', async () => {
    const aws = await LocalAws.start();
    holdWaits(aws.world);
    aws.world.events.track(serviceWait(aws.world, hour));
    await aws.close();
    expect(aws.world.events.failures).toEqual([]);
  });
});
