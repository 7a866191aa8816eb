import { tokenBucket } from '#shared/aws/token-bucket.ts';
import { type Fact, unreadable } from '#shared/connect/fact.ts';
import type { ConnectPort } from '#shared/ports.ts';
import { refreshInventory } from '#shared/usecases/refresh-inventory.ts';
import { deployment } from '../fakes/contact-center.ts';
import { SharedTime } from './shared-time.ts';
import { centersOf } from './sweep-account.ts';

/** What it takes to take the inventory of an account, the function living 15 minutes and run every 15. */
export interface SweepMeasure {
  readonly calls: number;
  readonly runs: number;
  /** Virtual seconds in which a run was at work. */
  readonly working: number;
  /** Virtual seconds until the inventory was stored. */
  readonly seconds: number;
  /** How often Connect would have refused. */
  readonly throttled: number;
  /** Runs that Lambda would have ended. */
  readonly killed: number;
  /** That were stored on the way. */
  readonly megabytesStored: number;
}

/** What an account has of Amazon Connect, by default. */
const [granted, burst] = [2, 5];
const quarter = 15 * 60 * 1000;
/** As the function does: it stops working 5 s before Lambda ends it. */
const asksFor = quarter - 5000;
/** Supposed, in milliseconds: until a function that the schedule calls runs, and until AWS answers. */
export const takes = {
  start: 500,
  connect: 100,
  s3: 30,
  iam: 50,
  kms: 20,
  kinesis: 30,
  firehose: 50,
};

export async function sweep(instances: number, requestsPerSecond: number): Promise<SweepMeasure> {
  const account = centersOf(instances);
  const time = new SharedTime();
  const now = () => time.now().getTime();
  let [tokens, at, throttled] = [burst, now(), 0];
  const answer = async <T>(told: () => Promise<Fact<T>>): Promise<Fact<T>> => {
    tokens = Math.min(burst, tokens + ((now() - at) / 1000) * granted);
    at = now();
    const refused = tokens < 1;
    if (refused) throttled++;
    else tokens--;
    await time.sleep(takes.connect);
    return refused
      ? unreadable({ action: 'connect', code: 'TooManyRequestsException', message: '' })
      : told();
  };
  let stored = 0;
  const { state } = account;
  const written: typeof state.write = (key, body, condition) => {
    stored += body.length;
    return state.write(key, body, condition);
  };
  const world = {
    clock: time,
    config: time.slowed(account.config, takes.s3),
    state: time.slowed(
      { read: state.read.bind(state), list: state.list.bind(state), write: written },
      takes.s3,
    ),
    bucket: time.slowed(account.bucket, takes.s3),
    iam: time.slowed(account.iam, takes.iam),
    keys: time.slowed(account.keys, takes.kms),
    streams: time.slowed(account.streams, takes.kinesis),
    deliveryStreams: time.slowed(account.deliveryStreams, takes.firehose),
  };
  const begun = now();
  let [runs, working, killed] = [0, 0, 0];
  for (let status = ''; status !== 'REFRESHED'; runs++) {
    const called = now();
    await time.sleep(takes.start);
    const started = now();
    const pace = tokenBucket(time, requestsPerSecond, 'waiting');
    const paced = async <T>(told: () => Promise<Fact<T>>): Promise<Fact<T>> => {
      await pace();
      return answer(told);
    };
    const connect: ConnectPort = {
      listInstances: () => paced(() => account.connect.listInstances()),
      listStorage: (...asked) => paced(() => account.connect.listStorage(...asked)),
      attribute: (...asked) => paced(() => account.connect.attribute(...asked)),
    };
    const outcome = await refreshInventory(
      { ...world, connect },
      {
        deployment,
        cause: { kind: 'schedule', reason: 'schedule' },
        rules: [],
        deadline: new Date(started + asksFor),
      },
    );
    status = outcome.status;
    working += now() - started;
    if (now() - started > quarter) killed++;
    if (status !== 'REFRESHED') await time.sleep(called + quarter - now());
  }
  return {
    calls: account.connect.calls,
    runs,
    working: working / 1000,
    seconds: (now() - begun) / 1000,
    throttled,
    killed,
    megabytesStored: stored / 1e6,
  };
}
