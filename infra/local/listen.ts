import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import {
  createServer as createHttp2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type Http2Session,
} from 'node:http2';
import type { Socket } from 'node:net';

export type Incoming = IncomingMessage | Http2ServerRequest;
export type Outgoing = ServerResponse | Http2ServerResponse;

/** What every HTTP/2 connection begins with, as far as no HTTP/1 request does. */
const preface = Buffer.from('PRI * HTTP/2.0');

export interface Listener {
  readonly server: Server;
  /** Ends what is idle; running requests finish first. */
  close(): Promise<void>;
}

/**
 * HTTP/1.1 and HTTP/2 on one port, told apart by a connection's first bytes: the SDK's Kinesis
 * client speaks HTTP/2, all others HTTP/1.1.
 */
export function createListener(answer: (incoming: Incoming, outgoing: Outgoing) => void): Listener {
  const server = createServer(answer);
  const http2 = createHttp2Server(answer);
  const sessions = new Set<Http2Session>();
  http2.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
  });
  const undecided = new Set<Socket>();
  const asHttp1 = server.listeners('connection');
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    undecided.add(socket);
    const forget = () => undecided.delete(socket);
    const fail = () => socket.destroy();
    socket.on('error', fail).on('close', forget);
    socket.once('readable', () => {
      forget();
      const first: Buffer | null = socket.read();
      if (first === null) return void socket.destroy();
      socket.removeListener('error', fail).removeListener('close', forget);
      socket.unshift(first);
      if (first.subarray(0, preface.length).equals(preface)) http2.emit('connection', socket);
      else for (const take of asHttp1) take.call(server, socket);
    });
  });
  return {
    server,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        for (const session of sessions) session.close();
        for (const socket of undecided) socket.destroy();
      }),
  };
}
