import { describe, expect, it } from '@jest/globals';
import { absent, known } from '#shared/connect/fact.ts';
import {
  articleDecryptStatement,
  bucketKeyStatement,
  tightDeliveryRolePolicy,
} from '#shared/generate/delivery-policies.ts';
import type { RawPolicy, RawStatement } from '#shared/policy/document.ts';
import { rule } from '#shared/rules/stream/delivery-stream-can-decrypt-and-deliver.ts';
import type { DeliveryStreamFacts, InspectedDestination } from '#shared/rules/stream/facts.ts';
import {
  delegatingPolicy,
  denied,
  inspected,
  keyOf,
  noKey,
  streamArn,
  unused,
  use,
} from '#shared/rules/stream/sample.ts';
import {
  bucket,
  bucketKey,
  delivery,
  directPut,
  firehoseRole,
  firehoseTrust,
  policiesOf,
  rolePolicy,
  sampleDelivery,
  sampleDestination,
  sampleSource,
  streamKey,
} from '#shared/rules/stream/sample-delivery.ts';

const judge = (changed: Partial<DeliveryStreamFacts>) => rule.evaluate(sampleDelivery(changed));
const to = (changed: Partial<InspectedDestination>): Partial<DeliveryStreamFacts> => ({
  destinations: [sampleDestination(changed)],
});

const policy = (...Statement: readonly RawStatement[]): RawPolicy => ({
  Version: '2012-10-17',
  Statement,
});
const own = Array.isArray(rolePolicy.Statement)
  ? (rolePolicy.Statement as readonly RawStatement[])
  : [];
const without = (...sids: readonly string[]): RawPolicy =>
  policy(...own.filter(({ Sid }) => !sids.includes(Sid ?? '')));
const only = (...sids: readonly string[]): RawPolicy =>
  policy(...own.filter(({ Sid }) => sids.includes(Sid ?? '')));

const closed = (
  statement: Partial<RawStatement>,
): DeliveryStreamFacts['destinations'][number]['policy'] =>
  known(
    JSON.stringify(
      policy({
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: `arn:aws:s3:::${bucket}/*`,
        ...statement,
      }),
    ),
  );
const unless = (...ids: readonly string[]) =>
  closed({ Condition: { StringNotLike: { 'aws:userId': ids } } });

const keyPolicy = (...statements: readonly RawStatement[]) =>
  known(JSON.stringify(policy(...statements)));
const article = bucketKeyStatement({ role: firehoseRole.arn, bucket }, bucketKey.arn, 'article');
const tight = bucketKeyStatement({ role: firehoseRole.arn, bucket }, bucketKey.arn, 'tight');
const strict = known({ strict: { firehoseKeyStatement: true } });
const decryptIf = (
  condition: NonNullable<RawStatement['Condition']>,
): Partial<DeliveryStreamFacts> => ({
  rolePolicies: policiesOf([
    without('DecryptStream'),
    policy({
      Effect: 'Allow',
      Action: 'kms:Decrypt',
      Resource: streamKey.arn,
      Condition: condition,
    }),
  ]),
});
const via = (service: string) => ({ 'kms:ViaService': `${service}.ap-northeast-1.amazonaws.com` });

describe('delivery-stream-can-decrypt-and-deliver', () => {
  it.each<[string, Partial<DeliveryStreamFacts>, string, RegExp]>([
    ['two keys', {}, 'COMPLIANT', /different keys/],
    [
      'one key for both',
      {
        ...to({
          key: inspected(streamKey),
          encryption: known({ algorithm: 'aws:kms', key: streamKey.arn }),
        }),
        rolePolicies: policiesOf([
          tightDeliveryRolePolicy({
            role: firehoseRole.arn,
            stream: streamArn,
            streamKey: streamKey.arn,
            bucket,
            bucketKey: streamKey.arn,
          }),
        ]),
      },
      'COMPLIANT',
      /the same key/,
    ],
    [
      'one key for both, which the role may only decrypt with',
      to({
        key: inspected(streamKey),
        encryption: known({ algorithm: 'aws:kms', key: streamKey.arn }),
      }),
      'NON_COMPLIANT',
      /kms:GenerateDataKey/,
    ],
    [
      'the published statements, which need no more than reading and writing',
      {
        rolePolicies: policiesOf([
          without('DecryptStream', 'EncryptObjects'),
          policy(articleDecryptStatement(streamArn, streamKey.arn)),
        ]),
        ...to({ key: inspected(bucketKey, { policy: keyPolicy(article) }) }),
      },
      'COMPLIANT',
      /can read, decrypt and deliver/,
    ],
    [
      "the tight statement in the bucket's key policy alone",
      {
        rolePolicies: policiesOf([without('EncryptObjects')]),
        ...to({ key: inspected(bucketKey, { policy: keyPolicy(tight) }) }),
      },
      'COMPLIANT',
      /can read/,
    ],
    [
      'the tight statements and a bucket key',
      to({
        encryption: known({ algorithm: 'aws:kms', key: bucketKey.arn, bucketKey: true }),
        key: inspected(bucketKey, { policy: keyPolicy(tight) }),
      }),
      'COMPLIANT',
      /can read/,
    ],
    [
      'a bucket without encryption by KMS',
      to({ encryption: known({ algorithm: 'AES256' }), key: noKey }),
      'COMPLIANT',
      /deliver to contact-records/,
    ],
    [
      "a bucket with AWS's key",
      to({ encryption: known({ algorithm: 'aws:kms' }), key: noKey }),
      'COMPLIANT',
      /can read/,
    ],
    ['no bucket', { destinations: [] }, 'COMPLIANT', /delivers to no bucket/],
    [
      'a stream in plaintext',
      {
        source: sampleSource('NONE'),
        sourceKey: noKey,
        rolePolicies: policiesOf([without('DecryptStream')]),
      },
      'COMPLIANT',
      /can read/,
    ],
    [
      'records that are put',
      {
        description: directPut('ENABLED'),
        source: absent,
        rolePolicies: policiesOf([without('DecryptStream', 'ReadStream')]),
      },
      'COMPLIANT',
      /can read/,
    ],
    [
      'a grant on the stream key',
      {
        rolePolicies: policiesOf([without('DecryptStream')]),
        sourceKey: inspected(streamKey, {
          grants: known([{ id: 'g', grantee: firehoseRole.arn, operations: ['Decrypt'] }]),
        }),
      },
      'COMPLIANT',
      /can read/,
    ],
  ])('is content with %s', (_, changed, verdict, because) => {
    expect(judge(changed)).toMatchObject({ verdict, because: expect.stringMatching(because) });
  });

  it.each<[string, Partial<DeliveryStreamFacts>, RegExp]>([
    [
      'may not decrypt',
      { rolePolicies: policiesOf([without('DecryptStream')]) },
      /may not kms:Decrypt with key\/1.* discards the records/,
    ],
    [
      'may decrypt through another service only',
      decryptIf({ StringEquals: via('s3') }),
      /kms:Decrypt/,
    ],
    [
      'may decrypt another stream only',
      decryptIf({
        StringEquals: {
          ...via('kinesis'),
          'kms:EncryptionContext:aws:kinesis:arn': `${streamArn}-other`,
        },
      }),
      /kms:Decrypt/,
    ],
    [
      'may decrypt with another key only',
      {
        rolePolicies: policiesOf([
          without('DecryptStream'),
          policy(articleDecryptStatement(streamArn, keyOf('7').arn)),
        ]),
      },
      /kms:Decrypt/,
    ],
    [
      'is not let in by the key policy',
      {
        sourceKey: inspected(streamKey, { policy: keyPolicy(article) }),
        rolePolicies: policiesOf([without('DecryptStream')]),
      },
      /kms:Decrypt/,
    ],
    [
      'has a stream key that is disabled',
      { sourceKey: inspected(keyOf('1', { state: 'Disabled' })) },
      /is Disabled/,
    ],
    [
      'has a stream key that is gone',
      { sourceKey: inspected(streamKey, { description: absent }) },
      /is gone/,
    ],
    [
      'may not read the stream',
      { rolePolicies: policiesOf([without('ReadStream')]) },
      /may not kinesis:GetRecords/,
    ],
    ['has a source that is gone', { source: absent }, /does not exist/],
    [
      'may not put objects',
      { rolePolicies: policiesOf([without('DeliverObjects')]) },
      /may not s3:PutObject/,
    ],
    [
      'may put objects elsewhere in the bucket only',
      {
        rolePolicies: policiesOf([
          without('DeliverObjects'),
          policy({
            Effect: 'Allow',
            Action: 's3:PutObject',
            Resource: `arn:aws:s3:::${bucket}/other/*`,
          }),
        ]),
      },
      /may not s3:PutObject/,
    ],
    [
      'is kept out by the bucket',
      to({ policy: unless('AROAEXAMPLECONNECT001:*') }),
      /policy of contact-records.* keeps FirehoseContactRecords.*workload/,
    ],
    [
      'may not use the key of the bucket',
      { rolePolicies: policiesOf([without('EncryptObjects')]) },
      /kms:GenerateDataKey and kms:Decrypt with key\/2/,
    ],
    [
      'may generate data keys but not decrypt',
      {
        rolePolicies: policiesOf([
          without('EncryptObjects'),
          policy({ Effect: 'Allow', Action: 'kms:GenerateDataKey', Resource: '*' }),
        ]),
      },
      /may not kms:Decrypt with key\/2/,
    ],
    [
      'uses the key of the bucket through Kinesis only',
      {
        rolePolicies: policiesOf([
          without('EncryptObjects'),
          policy({
            Effect: 'Allow',
            Action: 'kms:*',
            Resource: bucketKey.arn,
            Condition: { StringEquals: via('kinesis') },
          }),
        ]),
      },
      /key\/2/,
    ],
    [
      'has a bucket key that nobody delegates',
      to({
        key: inspected(bucketKey, {
          policy: keyPolicy({ ...article, Principal: { AWS: 'arn:aws:iam::111122223333:role/x' } }),
        }),
      }),
      /key\/2/,
    ],
    [
      'has a bucket key pending deletion',
      to({ key: inspected(keyOf('2', { state: 'PendingDeletion' })) }),
      /PendingDeletion/,
    ],
    [
      'is bounded',
      {
        rolePolicies: policiesOf([rolePolicy], {
          boundary: { name: 'arn:b', document: JSON.stringify(only('ReadStream')) },
        }),
      },
      /may not/,
    ],
    [
      'is not trusted to Firehose',
      {
        rolePolicies: policiesOf([rolePolicy], {
          trust: firehoseTrust.replace('firehose', 'lambda'),
        }),
      },
      /does not trust firehose/,
    ],
    [
      'is trusted for another account',
      {
        rolePolicies: policiesOf([rolePolicy], {
          trust: firehoseTrust.replace('111122223333', '999999999999'),
        }),
      },
      /does not trust firehose/,
    ],
    ['does not exist', { rolePolicies: { [firehoseRole.arn]: absent } }, /does not exist/],
    ['is only delegated to, strictly', { settings: strict }, /strict\.firehoseKeyStatement/],
    [
      'encrypts per object where the bucket key counts',
      to({
        encryption: known({ algorithm: 'aws:kms', key: bucketKey.arn, bucketKey: true }),
        key: inspected(bucketKey, {
          policy: keyPolicy({
            ...tight,
            Condition: {
              StringLike: { 'kms:EncryptionContext:aws:s3:arn': `arn:aws:s3:::${bucket}/*` },
            },
          }),
        }),
      }),
      /key\/2/,
    ],
  ])('finds that the role %s', (_, changed, because) => {
    expect(judge(changed)).toMatchObject({
      verdict: 'NON_COMPLIANT',
      because: expect.stringMatching(because),
    });
  });

  it('takes a statement of its own in the strict reading', () => {
    for (const statement of [article, tight]) {
      const delegation: RawStatement = JSON.parse(delegatingPolicy).Statement[0];
      const key = inspected(bucketKey, { policy: keyPolicy(delegation, statement) });
      expect(judge({ settings: strict, ...to({ key }) }).verdict).toBe('COMPLIANT');
    }
  });

  it('takes a bucket that names the role as a workload', () => {
    expect(
      judge(to({ policy: unless('AROAEXAMPLECONNECT001:*', `${firehoseRole.id}:*`) })).verdict,
    ).toBe('COMPLIANT');
  });

  it('lets the bucket itself grant what the role lacks', () => {
    const grant = closed({
      Effect: 'Allow',
      Principal: { AWS: firehoseRole.arn },
      Action: 's3:PutObject',
    });
    expect(
      judge({ rolePolicies: policiesOf([without('DeliverObjects')]), ...to({ policy: grant }) })
        .verdict,
    ).toBe('COMPLIANT');
  });

  it.each<[string, Partial<DeliveryStreamFacts>, RegExp]>([
    [
      'the delivery stream',
      { description: denied('firehose:DescribeDeliveryStream') },
      /firehose:DescribeDeliveryStream/,
    ],
    [
      'the source',
      { source: denied('kinesis:DescribeStreamSummary') },
      /kinesis:DescribeStreamSummary/,
    ],
    ['the settings', { settings: denied('s3:GetObject') }, /s3:GetObject/],
    [
      "the role's policies",
      { rolePolicies: { [firehoseRole.arn]: denied('iam:GetRolePolicy') } },
      /iam:GetRolePolicy/,
    ],
    ["the role's policies at all", { rolePolicies: {} }, /not looked up/],
    [
      "the stream's key",
      { sourceKey: inspected(streamKey, { description: denied('kms:DescribeKey') }) },
      /kms:DescribeKey/,
    ],
    [
      "the policy of the stream's key",
      { sourceKey: inspected(streamKey, { policy: denied('kms:GetKeyPolicy') }) },
      /kms:GetKeyPolicy/,
    ],
    [
      "the grants of the stream's key, when the rest does not allow",
      {
        sourceKey: inspected(streamKey, { grants: denied('kms:ListGrants') }),
        rolePolicies: policiesOf([without('DecryptStream')]),
      },
      /kms:ListGrants/,
    ],
    ["the bucket's policy", to({ policy: denied('s3:GetBucketPolicy') }), /s3:GetBucketPolicy/],
    [
      "the bucket's encryption",
      to({ encryption: denied('s3:GetEncryptionConfiguration') }),
      /s3:GetEncryptionConfiguration/,
    ],
    [
      "the bucket's key",
      to({ key: inspected(bucketKey, { description: denied('kms:DescribeKey') }) }),
      /kms:DescribeKey/,
    ],
    ['a malformed bucket policy', to({ policy: known('{}') }), /not understood/],
    [
      'a malformed role policy',
      { rolePolicies: policiesOf([], { identity: [{ name: 'x', document: '{' }] }) },
      /x is not understood/,
    ],
    [
      "another account's bucket",
      to({ ownership: known({ owner: 'not-this-account' }) }),
      /not a bucket of this account/,
    ],
    [
      'whom the role trusts',
      {
        rolePolicies: {
          [firehoseRole.arn]: known({
            principal: firehoseRole,
            identity: [{ name: 'x', document: JSON.stringify(rolePolicy) }],
          }),
        },
      },
      /who may assume/,
    ],
    [
      'who else feeds it',
      {
        use: {
          ...use,
          complete: false,
          unreadable: [{ action: 'connect:ListInstances', code: 'X', message: '' }],
        },
      },
      /incomplete/,
    ],
  ])('cannot tell without %s', (_, changed, because) => {
    expect(judge(changed)).toMatchObject({
      verdict: 'INDETERMINATE',
      because: expect.stringMatching(because),
    });
  });

  it('does not judge what is gone or not used', () => {
    expect(judge({ description: absent }).verdict).toBe('NOT_APPLICABLE');
    expect(judge({ use: unused }).verdict).toBe('NOT_APPLICABLE');
  });

  it('understands prefixes with times, and several destinations', () => {
    const prefix = '!{timestamp:yyyy}/records/';
    const second = { ...sampleDestination().destination, bucket: 'backup-of-records', prefix };
    const { because, verdict } = judge({
      description: known({ ...delivery, destinations: [...delivery.destinations, second] }),
      destinations: [sampleDestination(), sampleDestination({ destination: second })],
    });
    expect(verdict).toBe('NON_COMPLIANT');
    expect(because).toContain('backup-of-records');
    expect(
      judge({
        destinations: [
          sampleDestination({ destination: { ...sampleDestination().destination, prefix } }),
        ],
      }).verdict,
    ).toBe('COMPLIANT');
  });
});
