import { AwsError } from '../service.ts';
import type { StateSlot, World } from '../world.ts';
import type { FunctionProcess } from './function-process.ts';
import type { LambdaFunction } from './state.ts';

interface Environment {
  readonly process: FunctionProcess;
  readonly revision: number;
  readonly started: Date;
}

interface Pool {
  readonly idle: Environment[];
  readonly all: Set<Environment>;
  /** Invocations that run or are about to. */
  taken: number;
  readonly waiting: (() => void)[];
}

interface Environments {
  /** By function ARN. */
  readonly pools: Map<string, Pool>;
  /** How many processes one function may have at a time. */
  perFunction: number;
  closed: boolean;
}

/** Milliseconds: less than the hour that the keys of its session are good for. */
const longestLife = 45 * 60_000;

const slot: StateSlot<Environments> = {
  name: 'lambda-environments',
  span: 'world',
  create: () => ({ pools: new Map(), perFunction: 1, closed: false }),
};

const environments = (world: World): Environments => world.state(slot, world.home);

/** Lets each function run in up to `count` processes at once; one unless told otherwise. */
export function setProcessesPerFunction(world: World, count: number): void {
  environments(world).perFunction = count;
}

/** Whether all of a function's reserved concurrency is in use. */
export function exhausted(world: World, lambda: LambdaFunction): boolean {
  const reserved = lambda.settings.reservedConcurrency;
  return reserved !== undefined && poolOf(world, lambda).taken >= reserved;
}

/**
 * Runs `use` in a process of the function: a warm one, a new one, or the next to become free.
 * `start` makes a new one.
 */
export async function inEnvironment<T>(
  world: World,
  lambda: LambdaFunction,
  start: () => Promise<FunctionProcess>,
  use: (process: FunctionProcess) => Promise<T>,
): Promise<T> {
  const pool = poolOf(world, lambda);
  const capacity = Math.min(
    lambda.settings.reservedConcurrency ?? Number.POSITIVE_INFINITY,
    environments(world).perFunction,
  );
  while (pool.taken >= capacity) {
    await new Promise<void>((resolve) => pool.waiting.push(resolve));
  }
  pool.taken += 1;
  try {
    refuseWhenClosed(world);
    const environment = warm(pool, lambda, world.clock.now()) ?? {
      process: await start(),
      revision: lambda.revision,
      started: world.clock.now(),
    };
    pool.all.add(environment);
    try {
      refuseWhenClosed(world);
      return await use(environment.process);
    } finally {
      await putBack(world, pool, lambda, environment);
    }
  } finally {
    pool.taken -= 1;
    pool.waiting.shift()?.();
  }
}

function refuseWhenClosed(world: World): void {
  if (!environments(world).closed) return;
  throw new AwsError('ServiceException', 'The embedded AWS is closing.', 500);
}

/** Keeps a process warm, unless the function or the embedded AWS has moved on meanwhile. */
async function putBack(
  world: World,
  pool: Pool,
  lambda: LambdaFunction,
  environment: Environment,
): Promise<void> {
  const { process, revision } = environment;
  if (process.alive && revision === lambda.revision && !isClosed(world)) {
    pool.idle.push(environment);
    return;
  }
  pool.all.delete(environment);
  if (process.alive) await process.kill();
}

/** Whether {@link killFunctions} was called. */
export const isClosed = (world: World): boolean => environments(world).closed;

/** Ends all processes of all functions; none starts any more. Resolves when they are gone. */
export async function killFunctions(world: World): Promise<void> {
  const state = environments(world);
  state.closed = true;
  const processes = [...state.pools.values()].flatMap(({ all }) => [...all]);
  await Promise.all(processes.map(({ process }) => process.kill()));
}

/** An idle process that still runs the function as it is now; outdated ones are ended. */
function warm(pool: Pool, lambda: LambdaFunction, now: Date): Environment | undefined {
  for (;;) {
    const environment = pool.idle.pop();
    if (environment === undefined) return undefined;
    const { process, revision, started } = environment;
    const young = now.getTime() - started.getTime() < longestLife;
    if (process.alive && young && revision === lambda.revision) return environment;
    pool.all.delete(environment);
    void environment.process.kill();
  }
}

function poolOf(world: World, lambda: LambdaFunction): Pool {
  const { pools } = environments(world);
  const existing = pools.get(lambda.arn);
  if (existing !== undefined) return existing;
  const created: Pool = { idle: [], all: new Set(), taken: 0, waiting: [] };
  pools.set(lambda.arn, created);
  return created;
}

/** Ends the process that runs with these keys, if one does. Resolves when it is gone. */
export async function killProcessOf(world: World, accessKeyId: string | undefined): Promise<void> {
  for (const { all } of environments(world).pools.values()) {
    for (const { process } of all) {
      if (process.accessKeyId === accessKeyId) await process.kill();
    }
  }
}

/** Ends the processes of a function that was deleted; a running one first finishes. */
export async function retireFunction(world: World, lambda: LambdaFunction): Promise<void> {
  const pool = poolOf(world, lambda);
  lambda.revision += 1;
  environments(world).pools.delete(lambda.arn);
  await Promise.all(pool.idle.map(({ process }) => process.kill()));
}
