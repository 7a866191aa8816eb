import type { StateSlot, World } from './world.ts';

/** How long AWS's own waits take here. */
interface Pace {
  /** 1 = as long as in AWS, in the world's time. */
  factor: number;
  /** While waits are held: resolves when they are let go. */
  held?: Promise<void>;
  /** Aborts when nobody is to wait any more. */
  readonly end: AbortController;
}

const pace: StateSlot<Pace> = {
  name: 'pace',
  span: 'world',
  create: () => ({ factor: 1 / 10_000, end: new AbortController() }),
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
  state.end.signal.addEventListener('abort', () => resolve(), { once: true });
  return () => {
    delete state.held;
    resolve();
  };
}

/** Ends all waits, and those that are still to come before they begin. */
export const endWaits = (world: World): void => world.state(pace, world.home).end.abort();

/** A wait that AWS makes, at this world's pace. */
export function serviceWait(world: World, milliseconds: number): Promise<void> {
  const { factor, held, end } = world.state(pace, world.home);
  return held ?? world.clock.sleep(milliseconds * factor, end.signal);
}
