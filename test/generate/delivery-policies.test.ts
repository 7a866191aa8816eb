import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { InvalidDocument } from '#shared/connect/json-shape.ts';
import { parseDeliveryFacts } from '#shared/generate/delivery-facts.ts';
import {
  articleDecryptStatement,
  bucketKeyStatement,
  tightDeliveryRolePolicy,
} from '#shared/generate/delivery-policies.ts';
import { fromRaw } from '#shared/policy/parse.ts';

const account = '111122223333';
const region = 'ap-northeast-1';
const sample = {
  role: `arn:aws:iam::${account}:role/service-role/FirehoseContactRecords`,
  stream: `arn:aws:kinesis:${region}:${account}:stream/contact-records`,
  streamKey: `arn:aws:kms:${region}:${account}:key/11111111-2222-4333-8444-555555555555`,
  bucket: 'contact-records-0123456789ab',
  bucketKey: `arn:aws:kms:${region}:${account}:key/99999999-2222-4333-8444-555555555555`,
};
const facts = parseDeliveryFacts(sample);
const { role, stream, streamKey, bucketKey } = facts;
if (!streamKey || !bucketKey) throw new Error('the sample has keys');

const published = (name: string): string =>
  readFileSync(new URL(`../fixtures/procedures/${name}.json`, import.meta.url), 'utf8')
    .replaceAll('<firehose_role_arn>', role)
    .replaceAll('<bucket_key_arn>', bucketKey)
    .replaceAll('<stream_key_arn>', streamKey)
    .replaceAll('<stream_arn>', stream)
    .replaceAll('<region>', region);

const formatted = (value: unknown): string => JSON.stringify(value, null, 2);

describe('the statements of procedure C', () => {
  it.each([
    ['c-bucket-key-policy-for-firehose', bucketKeyStatement(facts, bucketKey, 'article')],
    ['c-firehose-role-decrypt-stream-key', articleDecryptStatement(stream, streamKey)],
  ])('%s is the published one filled in, byte for byte', (name, statement) => {
    expect(formatted(statement)).toBe(formatted(JSON.parse(published(name))));
    expect(published(name)).not.toContain('<');
  });

  it('tight: the role uses the key of the bucket through S3 and for this bucket alone', () => {
    const statement = bucketKeyStatement(facts, bucketKey, 'tight');
    expect(statement).toMatchObject({
      Principal: { AWS: role },
      Condition: {
        StringEquals: { 'kms:ViaService': `s3.${region}.amazonaws.com` },
        StringLike: {
          'kms:EncryptionContext:aws:s3:arn': [
            'arn:aws:s3:::contact-records-0123456789ab',
            'arn:aws:s3:::contact-records-0123456789ab/*',
          ],
        },
      },
    });
    const policy = { Version: '2012-10-17', Statement: [statement] };
    expect(() => fromRaw(policy, 'resource')).not.toThrow();
  });

  it('tight: the whole policy of the role names no resource but its own', () => {
    const policy = tightDeliveryRolePolicy(facts);
    expect(() => fromRaw(policy, 'identity')).not.toThrow();
    const text = JSON.stringify(policy);
    expect(text).not.toContain('"*"');
    expect(text).toContain(streamKey);
    expect(text).toContain(bucketKey);
  });

  it('has no statement about keys that there are not', () => {
    const { streamKey: _, bucketKey: __, ...keyless } = facts;
    expect(JSON.stringify(tightDeliveryRolePolicy(keyless))).not.toContain('kms:');
  });

  it("speaks of the services by the names of the key's partition and region", () => {
    const china = `arn:aws-cn:kms:cn-north-1:${account}:key/1111` as const;
    const text = JSON.stringify([
      bucketKeyStatement(facts, china, 'tight'),
      articleDecryptStatement(stream, china),
    ]);
    expect(text).toContain('s3.cn-north-1.amazonaws.com.cn');
    expect(text).toContain('kinesis.cn-north-1.amazonaws.com.cn');
    expect(text).toContain('arn:aws-cn:s3:::');
  });

  it.each<[string, object, string]>([
    ['a wildcard role', { role: `arn:aws:iam::${account}:role/*` }, 'role'],
    ['a role of another partition', { role: `arn:aws-cn:iam::${account}:role/x` }, 'role'],
    ['a delivery stream for a stream', { stream: stream.replace('kinesis', 'firehose') }, 'stream'],
    ['an alias', { streamKey: `arn:aws:kms:${region}:${account}:alias/aws/kinesis` }, 'streamKey'],
    ['no bucket', { bucket: undefined }, 'bucket'],
    ['an unknown key', { kms: '' }, 'kms'],
  ])('refuses %s', (_, changed, path) => {
    const read = () => parseDeliveryFacts({ ...sample, ...changed });
    expect(read).toThrow(InvalidDocument);
    expect(read).toThrow(new RegExp(`^${path}:`));
  });
});
