/**
 * Settings of clients: a call that hangs fails and is tried again, three times in all. Reading a
 * policy and writing it take less than the last minute of the lease without which none is written.
 * `socketTimeout` is for an answer that stops half way.
 * @see https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/node-configuring-connection.html
 */
export const patient = {
  requestHandler: {
    connectionTimeout: 3000,
    requestTimeout: 10_000,
    socketTimeout: 10_000,
    throwOnRequestTimeout: true,
  },
};
