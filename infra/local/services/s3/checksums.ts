import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { AwsError } from '../../service.ts';

type Checksums = Readonly<Record<string, string>>;

const members = [
  'ChecksumCRC32',
  'ChecksumCRC32C',
  'ChecksumCRC64NVME',
  'ChecksumSHA1',
  'ChecksumSHA256',
] as const;

/** What a write says about its body's checksums. */
export type ChecksumInput = Readonly<
  Partial<Record<(typeof members)[number] | 'ContentMD5', string | undefined>>
>;

const calculators: Readonly<Record<string, (body: Uint8Array) => string>> = {
  ChecksumCRC32: (body) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(crc32(body));
    return bytes.toString('base64');
  },
  ChecksumSHA1: (body) => createHash('sha1').update(body).digest('base64'),
  ChecksumSHA256: (body) => createHash('sha256').update(body).digest('base64'),
  ContentMD5: (body) => createHash('md5').update(body).digest('base64'),
};

/**
 * The checksums that a write came with, to be kept beside the object. CRC-32C and CRC-64/NVME
 * are kept unverified.
 * @throws AwsError `BadDigest` (400) when one is not the body's.
 */
export function acceptChecksums(input: ChecksumInput, body: Uint8Array): Checksums {
  for (const [name, calculate] of Object.entries(calculators)) {
    const claimed = input[name as keyof ChecksumInput];
    if (claimed !== undefined && claimed !== calculate(body)) {
      throw new AwsError(
        'BadDigest',
        `The ${name.replace('Checksum', '')} you specified did not match the calculated checksum.`,
      );
    }
  }
  return Object.fromEntries(
    members.flatMap((name) => {
      const value = input[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
