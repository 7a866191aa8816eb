import type { StateSlot, World } from './world.ts';

/** How long AWS's own waits take here. */
interface Pace {
  /** 1 = as long as in AWS, in the world's time. */
  factor: number;
}

const pace: StateSlot<Pace> = {
  name: 'pace',
  span: 'world',
  create: () => ({ factor: 1 / 10_000 }),
};

/**
 * Sets what part of the time AWS takes its waits take here: between Lambda's retries, between
 * Config's remediation attempts, in `aws:sleep`. By default a minute takes 6 ms.
 */
export function setPace(world: World, factor: number): void {
  world.state(pace, world.home).factor = factor;
}

/** A wait that AWS makes, at this world's pace. */
export const serviceWait = (world: World, milliseconds: number): Promise<void> =>
  world.clock.sleep(milliseconds * world.state(pace, world.home).factor);
