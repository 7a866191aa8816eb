import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';

export interface RawReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const fixture = (name: string): Buffer =>
  readFileSync(fileURLToPath(new URL(`./${name}.http`, import.meta.url)));

/** When the client signed the request. */
export function signedAt(name: string): Date {
  const stamp = /X-Amz-Date[:=]\s*(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/i.exec(
    fixture(name).toString('latin1'),
  );
  if (!stamp) throw new Error(`${name} bears no X-Amz-Date`);
  const [, year, month, day, hour, minute, second] = stamp;
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/** Sends the recorded bytes as they are, and reads the one answer. */
export function replay(endpoint: string, name: string): Promise<RawReply> {
  const { hostname, port } = new URL(endpoint);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(fixture(name)));
    let received = '';
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      const reply = parseReply(received, name);
      if (!reply) return;
      socket.destroy();
      resolve(reply);
    });
  });
}

/** Undefined while there is more to come. */
function parseReply(received: string, name: string): RawReply | undefined {
  const text = received.replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, '');
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [line = '', ...rest] = text.slice(0, end).split('\r\n');
  const headers = Object.fromEntries(
    rest.map((header) => {
      const colon = header.indexOf(':');
      return [header.slice(0, colon).toLowerCase(), header.slice(colon + 1).trim()];
    }),
  );
  const body = text.slice(end + 4);
  const head = name.includes('-head-');
  if (!head && body.length < Number(headers['content-length'] ?? 0)) return undefined;
  return { status: Number(line.split(' ')[1]), headers, body };
}
