import { createListener, type Incoming, type Outgoing } from './listen.ts';
import { type RespondOptions, respond } from './respond.ts';
import { guessProtocol } from './router.ts';
import { AwsError } from './service.ts';
import { parseQuery, type WireRequest, type WireResponse } from './wire/http.ts';
import { respell } from './wire/spelling.ts';
import { writeError } from './wire/write-error.ts';
import type { World } from './world.ts';

export interface ServerOptions extends RespondOptions {
  /** 0 picks a free one. */
  readonly port?: number;
  /** A loopback address; 127.0.0.1 unless given. */
  readonly host?: string;
  /** The longest request body that is taken, in bytes; 64 MiB unless given. */
  readonly bodyLimit?: number;
}

export interface RunningServer {
  /** `http://127.0.0.1:PORT`. */
  readonly endpoint: string;
  /** Lets running requests finish, then frees the port. */
  close(): Promise<void>;
}

const loopback = /^(?:127(?:\.\d{1,3}){3}|::1|localhost)$/;

/**
 * Serves the World over HTTP.
 * @throws RangeError when `host` is not a loopback address: the embedded AWS is nobody else's business.
 */
export async function startServer(
  world: World,
  options: ServerOptions = {},
): Promise<RunningServer> {
  const { port = 0, host = '127.0.0.1', bodyLimit = 64 * 1024 * 1024 } = options;
  if (!loopback.test(host)) {
    throw new RangeError(`the embedded AWS listens on loopback addresses only, not on ${host}`);
  }
  const unanswered = new Set<Outgoing>();
  const listener = createListener((request, response) => {
    // A request that was running when the server closed must not keep its connection.
    response.on('finish', () => {
      if (!server.listening && request.httpVersionMajor === 1) request.socket.end();
    });
    void answer(world, request, response, options, bodyLimit).then((answered) => {
      if (answered) return;
      // The client waits as long as it has patience.
      unanswered.add(response);
      response.on('close', () => unanswered.delete(response));
    });
  });
  const { server } = listener;
  // Longer than clients keep idle connections, or they would meet one that is just closing.
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  const endpoint = `http://${host === '::1' ? '[::1]' : host}:${bound}`;
  world.endpoint = endpoint;
  return {
    endpoint,
    close: () => {
      for (const response of unanswered) response.destroy();
      return listener.close();
    },
  };
}

/** @returns false when the client is to get no answer */
async function answer(
  world: World,
  incoming: Incoming,
  outgoing: Outgoing,
  options: RespondOptions,
  bodyLimit: number,
): Promise<boolean> {
  const body = await collect(incoming, bodyLimit).catch(() => undefined);
  if (body === undefined) {
    outgoing.destroy();
    return true;
  }
  const request = toWire(incoming, body === 'too large' ? Buffer.alloc(0) : body);
  const reply =
    body === 'too large' ? tooLarge(request, bodyLimit) : await respond(world, request, options);
  if (reply) send(incoming, outgoing, reply);
  return reply !== undefined;
}

async function collect(incoming: Incoming, limit: number): Promise<Buffer | 'too large'> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= limit) chunks.push(chunk);
  }
  return length > limit ? 'too large' : Buffer.concat(chunks);
}

function toWire(incoming: Incoming, body: Uint8Array): WireRequest {
  const url = incoming.url ?? '/';
  const at = url.indexOf('?');
  const rawQuery = at < 0 ? '' : url.slice(at + 1);
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(',') : value,
    ]),
  );
  return {
    method: incoming.method ?? 'GET',
    path: at < 0 ? url : url.slice(0, at),
    rawQuery,
    query: parseQuery(rawQuery),
    headers,
    body,
  };
}

function tooLarge(request: WireRequest, limit: number): WireResponse {
  const protocol = guessProtocol(request);
  const error = new AwsError(
    'EntityTooLarge',
    `The request body is longer than ${limit} bytes`,
    413,
  );
  return writeError(protocol, respell(protocol, error), undefined, {
    requestId: '-',
    xmlNamespace: '',
  });
}

function send(incoming: Incoming, outgoing: Outgoing, reply: WireResponse): void {
  const body = typeof reply.body === 'string' ? Buffer.from(reply.body) : reply.body;
  const bare = reply.status === 204 || reply.status === 304;
  const length = reply.headers['content-length'] ?? String(body.length);
  outgoing.statusCode = reply.status;
  const headers = { ...reply.headers, ...(!bare && { 'content-length': length }) };
  for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value);
  const content = incoming.method === 'HEAD' || bare ? Buffer.alloc(0) : body;
  // One signature for both protocols' responses.
  const end: (content: Uint8Array) => unknown = outgoing.end.bind(outgoing);
  end(content);
}
