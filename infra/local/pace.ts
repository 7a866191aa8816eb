import type { StateSlot, World } from './world.ts';

/** How long AWS's own waits take here. */
interface Pace {
  /** 1 = as long as in AWS, in the world's time. */
  factor: number;
  /** While waits are held: resolves when they are let go. */
  held?: Promise<void>;
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

/** Has every wait that begins from now on last until the function that it answers is called. */
export function holdWaits(world: World): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  const state = world.state(pace, world.home);
  state.held = promise;
  return () => {
    delete state.held;
    resolve();
  };
}

/** A wait that AWS makes, at this world's pace. */
export function serviceWait(world: World, milliseconds: number): Promise<void> {
  const { factor, held } = world.state(pace, world.home);
  return held ?? world.clock.sleep(milliseconds * factor);
}
