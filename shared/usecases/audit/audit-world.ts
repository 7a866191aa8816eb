import type { Unreadable } from '#shared/connect/fact.ts';
import type {
  AccountAuthorizationPort,
  BucketConfigurationPort,
  BucketPort,
  ClockPort,
  ConnectPort,
  DeliveryStreamPort,
  IamPort,
  KeyPort,
  PrincipalPoliciesPort,
  StatePort,
  StreamPort,
  TrailPort,
} from '#shared/ports.ts';
import { once } from '../gathering.ts';
import { rememberingKeys } from '../inspect-key.ts';
import { remembering } from '../principals.ts';
import { losesAccess } from './loses-access.ts';

/** One account and region, to read. */
export interface AuditWorld {
  readonly clock: ClockPort;
  /** Keeps to the rate of the account. */
  readonly connect: ConnectPort;
  readonly state: Pick<StatePort, 'read' | 'list'>;
  readonly iam: IamPort;
  readonly bucket: Pick<BucketPort, 'policy' | 'owned'>;
  readonly configuration: BucketConfigurationPort;
  readonly keys: KeyPort;
  readonly streams: StreamPort;
  readonly deliveryStreams: DeliveryStreamPort;
  readonly trails: TrailPort;
  readonly principalPolicies: PrincipalPoliciesPort;
  /** Only where it is to be told who would lose access. */
  readonly authorization?: AccountAuthorizationPort;
}

/** {@link AuditWorld} during one audit, as the gatherers want it: each question is asked once. */
export type Reading = ReturnType<typeof readingOnce>;

/** @param denied is told each call that AWS refused for want of a permission */
export function readingOnce(world: AuditWorld, denied: (why: Unreadable) => void) {
  const watched = <P extends object>(port: P): P => watch(port, denied);
  const state = watched(world.state);
  const iam = watched(world.iam);
  const bucket = watched(world.bucket);
  const streams = watched(world.streams);
  const deliveryStreams = watched(world.deliveryStreams);
  const trails = watched(world.trails);
  const policies = watched(world.principalPolicies);
  const owned = once((_: 'all') => bucket.owned());
  const dataEvents = once((_: 'all') => trails.dataEvents());
  const readers = once((_: 'KinesisStreamAsSource') => deliveryStreams.names(_));
  const effectivePolicies = once(policies.effectivePolicies);
  return {
    clock: world.clock,
    connect: watched(world.connect),
    state: { read: once(state.read), list: state.list, write: readOnly } satisfies StatePort,
    iam: remembering(iam),
    bucket: { policy: once(bucket.policy), owned: () => owned('all') },
    configuration: watched(world.configuration),
    keys: rememberingKeys(watched(world.keys)),
    streams: { describe: once(streams.describe) },
    deliveryStreams: {
      names: (type) => (type ? readers(type) : deliveryStreams.names()),
      describe: once(deliveryStreams.describe),
    } satisfies DeliveryStreamPort,
    trails: { dataEvents: () => dataEvents('all') },
    principalPolicies: () => ({ effectivePolicies }),
    ...(world.authorization && { losesAccess: losesAccess(watched(world.authorization)) }),
  };
}

const readOnly = (key: string): Promise<never> =>
  Promise.reject(new Error(`an audit writes nothing: ${key}`));

/** The port, telling of each answer that says "not allowed". */
const watch = <P extends object>(port: P, denied: (why: Unreadable) => void): P =>
  new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return async (...questions: readonly unknown[]) => {
        const answer: unknown = await Reflect.apply(member, target, questions);
        const why = unreadableIn(answer);
        if (why && isDenial(why)) denied(why);
        return answer;
      };
    },
  });

const isDenial = ({ code }: Unreadable): boolean => /^(AccessDenied|Unauthorized)/.test(code);

const unreadableIn = (answer: unknown): Unreadable | undefined =>
  typeof answer === 'object' && answer !== null && 'why' in answer
    ? (answer.why as Unreadable)
    : undefined;
