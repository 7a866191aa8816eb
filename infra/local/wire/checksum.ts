import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { AwsError } from '../service.ts';

type Digest = (body: Uint8Array) => string;

const hash =
  (algorithm: string): Digest =>
  (body) =>
    createHash(algorithm).update(body).digest('base64');

/** A reflected cyclic redundancy check, initial value and final exclusive-or all ones. */
function reflectedCrc(polynomial: bigint, bits: 32 | 64): Digest {
  const mask = (1n << BigInt(bits)) - 1n;
  const table = Array.from({ length: 256 }, (_, index) => {
    let value = BigInt(index);
    for (let bit = 0; bit < 8; bit += 1)
      value = value & 1n ? (value >> 1n) ^ polynomial : value >> 1n;
    return value;
  });
  return (body) => {
    let value = mask;
    for (const byte of body) {
      value = (table[Number((value ^ BigInt(byte)) & 0xffn)] ?? 0n) ^ (value >> 8n);
    }
    const digits = (value ^ mask).toString(16).padStart(bits / 4, '0');
    return Buffer.from(digits, 'hex').toString('base64');
  };
}

const crc32Digest: Digest = (body) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(body));
  return bytes.toString('base64');
};

/** The checksums of S3 by the header that carries them. */
export const checksums: Readonly<Record<string, Digest>> = {
  'content-md5': hash('md5'),
  'x-amz-checksum-sha1': hash('sha1'),
  'x-amz-checksum-sha256': hash('sha256'),
  'x-amz-checksum-crc32': crc32Digest,
  'x-amz-checksum-crc32c': reflectedCrc(0x82f63b78n, 32),
  'x-amz-checksum-crc64nvme': reflectedCrc(0x9a6c9329ac4bc9b5n, 64),
};

/** @throws AwsError `BadDigest` when a checksum that the caller sent is not the body's. */
export function verifyChecksums(
  headers: Readonly<Record<string, string | undefined>>,
  body: Uint8Array,
): void {
  for (const [name, digest] of Object.entries(checksums)) {
    const sent = headers[name];
    if (sent === undefined || sent === digest(body)) continue;
    throw new AwsError(
      'BadDigest',
      `The ${name} you specified did not match the calculated checksum.`,
    );
  }
}
