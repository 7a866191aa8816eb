/** What the clients of this process have asked of AWS since it was last taken. */
let calls = { made: 0, retried: 0, throttled: 0 };

export function takeCalls(): Readonly<typeof calls> {
  const taken = calls;
  calls = { made: 0, retried: 0, throttled: 0 };
  return taken;
}

/** What the SDK tells the logger of a client after each command. */
interface Told {
  readonly metadata?: { readonly attempts?: number };
  readonly error?: { readonly name?: string; readonly $metadata?: { readonly attempts?: number } };
}

function counted({ metadata, error }: Told): void {
  const { attempts = 1 } = metadata ?? error?.$metadata ?? {};
  calls.made += attempts;
  calls.retried += attempts - 1;
  if (/Throttl|TooManyRequests|SlowDown|LimitExceeded/.test(error?.name ?? ''))
    calls.throttled += 1;
}

const silent = () => {};

/**
 * Settings of clients: a call that hangs fails and is tried again, three times in all. Reading a
 * policy and writing it take less than the last minute of the lease without which none is written.
 * `socketTimeout` is for an answer that stops half way.
 * @see https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/node-configuring-connection.html
 */
export const patient = {
  logger: { info: counted, error: counted, debug: silent, trace: silent, warn: silent },
  requestHandler: {
    connectionTimeout: 3000,
    requestTimeout: 10_000,
    socketTimeout: 10_000,
    throwOnRequestTimeout: true,
  },
};
