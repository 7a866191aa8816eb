import { AwsError } from '../service.ts';
import { verifyChecksums } from './checksum.ts';
import type { WireRequest } from './http.ts';

/**
 * The request as the operation sees it: `aws-chunked` framing taken off, trailing checksums
 * among the headers, checksums verified. Signatures of single chunks are not.
 * @throws AwsError when the framing or a checksum is wrong.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export function decodeBody(request: WireRequest): WireRequest {
  const declared = request.headers['x-amz-content-sha256'] ?? '';
  const encodings = (request.headers['content-encoding'] ?? '').split(',').map((one) => one.trim());
  if (!declared.startsWith('STREAMING-') && !encodings.includes('aws-chunked')) {
    verifyChecksums(request.headers, request.body);
    return request;
  }
  const { body, trailers } = unframe(Buffer.from(request.body));
  const length = request.headers['x-amz-decoded-content-length'];
  if (length !== undefined && Number(length) !== body.length) {
    throw new AwsError(
      'IncompleteBody',
      `x-amz-decoded-content-length is ${length}, not the body's`,
    );
  }
  const remaining = encodings.filter((one) => one !== 'aws-chunked' && one !== '').join(',');
  const headers = {
    ...request.headers,
    ...trailers,
    'content-length': String(body.length),
    'content-encoding': remaining === '' ? undefined : remaining,
  };
  verifyChecksums(headers, body);
  return { ...request, headers, body };
}

function unframe(framed: Buffer): { body: Buffer; trailers: Record<string, string> } {
  const chunks: Buffer[] = [];
  let at = 0;
  const line = (): string => {
    const end = framed.indexOf('\r\n', at);
    if (end < 0) throw new AwsError('IncompleteBody', 'the aws-chunked body ends within a line');
    const text = framed.toString('latin1', at, end);
    at = end + 2;
    return text;
  };
  for (;;) {
    const size = /^(?<hex>[0-9a-fA-F]{1,8})(?:;|$)/.exec(line())?.groups?.hex;
    if (size === undefined) throw new AwsError('InvalidRequest', 'malformed aws-chunked body');
    const length = Number.parseInt(size, 16);
    if (length === 0) break;
    if (at + length + 2 > framed.length) {
      throw new AwsError('IncompleteBody', 'the aws-chunked body ends within a chunk');
    }
    chunks.push(framed.subarray(at, at + length));
    at += length + 2;
  }
  const trailers: Record<string, string> = {};
  while (at < framed.length) {
    const text = line();
    const colon = text.indexOf(':');
    if (colon > 0)
      trailers[text.slice(0, colon).trim().toLowerCase()] = text.slice(colon + 1).trim();
  }
  return { body: Buffer.concat(chunks), trailers };
}
