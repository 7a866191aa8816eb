import { tokenBucket } from '#shared/aws/token-bucket.ts';
import { type Fact, unreadable } from '#shared/connect/fact.ts';
import type { ConnectPort } from '#shared/ports.ts';
import { requestsPerInstance } from '#shared/usecases/ask-connect.ts';
import { refreshInventory } from '#shared/usecases/refresh-inventory.ts';
import { account, contactCenter, deployment, region, roles } from '../fakes/contact-center.ts';

/** What a refresh of 200 instances takes. */
export interface SweepMeasure {
  readonly requestsPerSecond: number;
  readonly calls: number;
  readonly callsEach: number;
  readonly runs: number;
  readonly minutes: number;
  /** How often Connect, at two requests a second and five at once, would have refused. */
  readonly throttled: number;
}

const instances = 200;
const quarter = 15 * 60 * 1000;
/** A run ends 90 s before Lambda ends it. */
const asksFor = quarter - 90_000;

export async function sweepTwoHundred(requestsPerSecond: number): Promise<SweepMeasure> {
  const world = contactCenter();
  world.state.objects.delete('inventory.json');
  world.connect.instances = Array.from({ length: instances }, (_, n) => ({
    arn: `arn:aws:connect:${region}:${account}:instance/${n}` as const,
    id: String(n),
    serviceRole: roles.tokyo.arn,
  }));
  const begun = world.clock.now().getTime();
  let [tokens, at, throttled, runs] = [5, begun, 0, 0];
  const granted = <T>(answer: () => Promise<Fact<T>>): Promise<Fact<T>> => {
    const now = world.clock.now().getTime();
    tokens = Math.min(5, tokens + ((now - at) / 1000) * 2);
    at = now;
    if (tokens >= 1) {
      tokens--;
      return answer();
    }
    throttled++;
    const why = { action: 'connect', code: 'TooManyRequestsException', message: '' };
    return Promise.resolve(unreadable(why));
  };
  for (let status = ''; status !== 'REFRESHED'; runs++) {
    const started = world.clock.now().getTime();
    const pace = tokenBucket(world.clock, requestsPerSecond, 'waiting');
    const paced = async <T>(answer: () => Promise<Fact<T>>): Promise<Fact<T>> => {
      await pace();
      return granted(answer);
    };
    const connect: ConnectPort = {
      listInstances: () => paced(() => world.connect.listInstances()),
      listStorage: (...asked) => paced(() => world.connect.listStorage(...asked)),
      attribute: (...asked) => paced(() => world.connect.attribute(...asked)),
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
    if (status !== 'REFRESHED') world.clock.pass(started + quarter - world.clock.now().getTime());
  }
  return {
    requestsPerSecond,
    calls: world.connect.calls,
    callsEach: requestsPerInstance,
    runs,
    minutes: Math.ceil((world.clock.now().getTime() - begun) / 60_000),
    throttled,
  };
}
