import { tokenBucket } from '#shared/aws/token-bucket.ts';
import { type Fact, unreadable } from '#shared/connect/fact.ts';
import type { ConnectPort } from '#shared/ports.ts';
import { refreshInventory } from '#shared/usecases/refresh-inventory.ts';
import { account, contactCenter, deployment, region, roles } from '../fakes/contact-center.ts';

/** What it takes to take the inventory of an account, the function living 15 minutes and run every 15. */
export interface SweepMeasure {
  readonly calls: number;
  readonly runs: number;
  /** Virtual seconds in which a run was asking. */
  readonly asking: number;
  /** Virtual seconds until the inventory was stored. */
  readonly seconds: number;
  /** How often Connect would have refused. */
  readonly throttled: number;
}

/** What an account has of Amazon Connect, by default. */
const [granted, burst] = [2, 5];
const quarter = 15 * 60 * 1000;
/** A run ends 90 s before Lambda ends it. */
const asksFor = quarter - 90_000;
const storedInS3 = ['CALL_RECORDINGS', 'CHAT_TRANSCRIPTS', 'SCHEDULED_REPORTS', 'ATTACHMENTS'];

/** An account in which each instance stores in four buckets of its own. */
function accountOf(instances: number) {
  const world = contactCenter();
  world.state.objects.delete('inventory.json');
  world.connect.instances = Array.from({ length: instances }, (_, n) => ({
    arn: `arn:aws:connect:${region}:${account}:instance/${n}` as const,
    id: String(n),
    serviceRole: roles.tokyo.arn,
  }));
  for (const { arn, id } of world.connect.instances) {
    const storage = storedInS3.map((resourceType) => {
      const bucket = `center-${id}-${resourceType.toLowerCase()}`;
      world.bucket.ownedBuckets.set(bucket, { owner: 'this-account', region });
      return { resourceType, storageType: 'S3', bucket, prefix: `connect/${id}` };
    });
    world.connect.storage.set(arn, storage);
  }
  return world;
}

export async function sweep(instances: number, requestsPerSecond: number): Promise<SweepMeasure> {
  const world = accountOf(instances);
  const now = () => world.clock.now().getTime();
  const begun = now();
  let [tokens, at, throttled, runs, asking] = [burst, begun, 0, 0, 0];
  const ask = <T>(answer: () => Promise<Fact<T>>): Promise<Fact<T>> => {
    tokens = Math.min(burst, tokens + ((now() - at) / 1000) * granted);
    at = now();
    if (tokens >= 1) {
      tokens--;
      return answer();
    }
    throttled++;
    const why = { action: 'connect', code: 'TooManyRequestsException', message: '' };
    return Promise.resolve(unreadable(why));
  };
  for (let status = ''; status !== 'REFRESHED'; runs++) {
    const started = now();
    const pace = tokenBucket(world.clock, requestsPerSecond, 'waiting');
    const paced = async <T>(answer: () => Promise<Fact<T>>): Promise<Fact<T>> => {
      await pace();
      return ask(answer);
    };
    const connect: ConnectPort = {
      listInstances: () => paced(() => world.connect.listInstances()),
      listStorage: (...asked) => paced(() => world.connect.listStorage(...asked)),
      attribute: (...asked) => paced(() => world.connect.attribute(...asked)),
    };
    const deadline = new Date(started + asksFor);
    const cause = { kind: 'schedule', reason: 'schedule' } as const;
    const outcome = await refreshInventory(
      { ...world, connect },
      { deployment, cause, rules: [], deadline },
    );
    status = outcome.status;
    asking += now() - started;
    if (status !== 'REFRESHED') world.clock.pass(started + quarter - now());
  }
  return {
    calls: world.connect.calls,
    runs,
    asking: asking / 1000,
    seconds: (now() - begun) / 1000,
    throttled,
  };
}
