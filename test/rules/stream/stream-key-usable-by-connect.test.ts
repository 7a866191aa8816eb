import { describe, expect, it } from '@jest/globals';
import { absent, known } from '#shared/connect/fact.ts';
import type { ConnectInstance } from '#shared/connect/inventory.ts';
import type { KeyGrant } from '#shared/connect/key.ts';
import type { KinesisStreamFacts } from '#shared/rules/stream/facts.ts';
import {
  delegatingPolicy,
  denied,
  inspected,
  instance,
  keyOf,
  place,
  role,
  sampleEncryption,
  sampleStream,
  streamArn,
  unused,
  use,
} from '#shared/rules/stream/sample.ts';
import { rule } from '#shared/rules/stream/stream-key-usable-by-connect.ts';

const judge = (changed: Partial<KinesisStreamFacts>) => rule.evaluate(sampleStream(changed));

/** A stream with another key than any storage. */
const apart = (key: Parameters<typeof inspected>[1] = {}): Partial<KinesisStreamFacts> => ({
  ...sampleEncryption('KMS', keyOf('2').arn),
  key: inspected(keyOf('2'), key),
});

const stored = (resourceType: string, digit = '1', of = instance.arn) => ({
  instance: of,
  resourceType,
  name: keyOf(digit).arn,
  description: known(keyOf(digit)),
});

const grant = (changed: Partial<KeyGrant> = {}): KeyGrant => ({
  id: 'g',
  grantee: role.arn,
  operations: ['Encrypt', 'GenerateDataKey'],
  ...changed,
});

const keyPolicy = (statement: object) =>
  known(
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'kms:*', Resource: '*', ...statement }],
    }),
  );
const naming = keyPolicy({ Principal: { AWS: role.arn }, Action: 'kms:GenerateDataKey' });
const nobody = keyPolicy({ Principal: { AWS: 'arn:aws:iam::999999999999:root' } });

const policiesOf = (...documents: readonly object[]) => ({
  [role.arn]: known({
    principal: role,
    identity: documents.map((document, n) => ({
      name: `Role/Policy${n}`,
      document: JSON.stringify(document),
    })),
  }),
});
const mayGenerate = policiesOf({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: 'kms:GenerateDataKey*', Resource: keyOf('2').arn },
});

const other: ConnectInstance = {
  ...instance,
  arn: `${instance.arn}6`,
  alias: 'second',
};

describe('stream-key-usable-by-connect asks in this order', () => {
  it.each<[string, Partial<KinesisStreamFacts>, string, RegExp]>([
    ['1 the encryption: none', sampleEncryption('NONE'), 'NON_COMPLIANT', /is not encrypted/],
    ['1 the encryption: new to us', sampleEncryption('X'), 'INDETERMINATE', /encryption type X/],
    [
      "2 AWS's key, with a note",
      {
        ...sampleEncryption('KMS', 'alias/aws/kinesis'),
        key: inspected(keyOf('9', { manager: 'AWS' })),
      },
      'COMPLIANT',
      /disagree/,
    ],
    [
      "2 AWS's key by its ARN",
      { key: inspected(keyOf('9', { manager: 'AWS' })) },
      'COMPLIANT',
      /disagree/,
    ],
    [
      "2 AWS's key by its name, not described",
      {
        ...sampleEncryption('KMS', 'alias/aws/kinesis'),
        key: inspected(keyOf('9'), { description: denied('kms:DescribeKey') }),
      },
      'COMPLIANT',
      /disagree/,
    ],
    [
      "2 AWS's key, strictly",
      {
        ...sampleEncryption('KMS', 'alias/aws/kinesis'),
        settings: known({ strict: { awsManagedKinesisKey: true } }),
      },
      'NON_COMPLIANT',
      /strict\.awsManagedKinesisKey/,
    ],
    ['3 equal to the recordings', {}, 'COMPLIANT', /also the key of the CALL_RECORDINGS/],
    [
      '3 equal to the transcripts',
      { instanceKeys: [stored('CHAT_TRANSCRIPTS')] },
      'COMPLIANT',
      /CHAT_TRANSCRIPTS/,
    ],
    [
      '3 equal to the reports only',
      { instanceKeys: [stored('CALL_RECORDINGS', '3'), stored('SCHEDULED_REPORTS')] },
      'COMPLIANT',
      /SCHEDULED_REPORTS/,
    ],
    ['4 a grant', apart({ grants: known([grant()]) }), 'COMPLIANT', /a grant lets/],
    [
      '4 a grant for this stream',
      apart({
        grants: known([grant({ constraints: { equals: { 'aws:kinesis:arn': streamArn } } })]),
      }),
      'COMPLIANT',
      /a grant lets/,
    ],
    [
      '4 a grant for another stream',
      apart({ grants: known([grant({ constraints: { subset: { 'aws:kinesis:arn': 'x' } } })]) }),
      'NON_COMPLIANT',
      /dropped silently/,
    ],
    [
      '4 a grant to another role',
      apart({ grants: known([grant({ grantee: 'arn:aws:iam::111122223333:role/x' })]) }),
      'NON_COMPLIANT',
      /dropped silently/,
    ],
    [
      '4 a grant of Decrypt alone',
      apart({ grants: known([grant({ operations: ['Decrypt'] })]) }),
      'NON_COMPLIANT',
      /dropped silently/,
    ],
    ['5 the key policy names the role', apart({ policy: naming }), 'COMPLIANT', /its policy lets/],
    [
      '5 the key policy, though the role is not readable',
      {
        ...apart({ policy: naming }),
        rolePolicies: { [role.arn]: denied('iam:ListRolePolicies') },
      },
      'COMPLIANT',
      /its policy lets/,
    ],
    [
      '5 the key policy delegates and the role may',
      { ...apart(), rolePolicies: mayGenerate },
      'COMPLIANT',
      /its policy lets/,
    ],
    [
      '5 the key policy does not delegate',
      { ...apart({ policy: nobody }), rolePolicies: mayGenerate },
      'NON_COMPLIANT',
      /dropped silently/,
    ],
    [
      '5 the key policy delegates and the role may not',
      apart(),
      'NON_COMPLIANT',
      /dropped silently/,
    ],
    [
      'strictly 3 equal',
      { settings: known({ strict: { streamKeyEquality: true } }) },
      'COMPLIANT',
      /CALL_RECORDINGS/,
    ],
    [
      'strictly a grant',
      {
        ...apart({ grants: known([grant()]), policy: naming }),
        settings: known({ strict: { streamKeyEquality: true } }),
      },
      'NON_COMPLIANT',
      /strict\.streamKeyEquality/,
    ],
  ])('%s', (_, changed, verdict, because) => {
    expect(judge(changed)).toMatchObject({ verdict, because: expect.stringMatching(because) });
  });
});

describe('stream-key-usable-by-connect', () => {
  it('names both keys and what to change, within what AWS Config shows', () => {
    const { because } = judge(apart());
    expect(because).toContain('CONTACT_TRACE_RECORDS of sample are being dropped silently');
    expect(because).toContain(keyOf('1').arn.split(':').at(-1));
    expect(because).toContain(keyOf('2').arn.split(':').at(-1));
    expect(because).toContain('Encrypt the stream with the latter');
    expect(because.length).toBeLessThanOrEqual(256);
  });

  it('says so when the storage has no key at all', () => {
    expect(judge({ ...apart(), instanceKeys: [] })).toMatchObject({
      verdict: 'NON_COMPLIANT',
      because: expect.stringContaining('no recordings, transcripts or reports have a key of yours'),
    });
  });

  it('tells a replica from its primary', () => {
    const replica = keyOf('1', {
      arn: keyOf('1').arn.replace(place.region, 'us-west-2') as `arn:${string}`,
    });
    expect(
      judge({ instanceKeys: [{ ...stored('CALL_RECORDINGS'), description: known(replica) }] }),
    ).toMatchObject({
      verdict: 'NON_COMPLIANT',
      because: expect.stringContaining('us-west-2'),
    });
  });

  it('knows a key by any of its names', () => {
    const byAlias = { ...stored('CALL_RECORDINGS'), name: 'alias/recordings' };
    expect(
      judge({ instanceKeys: [byAlias], ...sampleEncryption('KMS', 'alias/records') }).verdict,
    ).toBe('COMPLIANT');
  });

  it.each<[string, Partial<KinesisStreamFacts>, string, RegExp]>([
    [
      'the key is disabled',
      { key: inspected(keyOf('1', { state: 'Disabled' })) },
      'NON_COMPLIANT',
      /is Disabled/,
    ],
    [
      'the key is to be deleted',
      { key: inspected(keyOf('1', { state: 'PendingDeletion' })) },
      'NON_COMPLIANT',
      /PendingDeletion/,
    ],
    [
      'the key is gone',
      { key: inspected(keyOf('1'), { description: absent }) },
      'NON_COMPLIANT',
      /which is gone/,
    ],
    [
      'the key is unreadable',
      { key: inspected(keyOf('1'), { description: denied('kms:DescribeKey') }) },
      'INDETERMINATE',
      /kms:DescribeKey/,
    ],
    [
      'the settings are unreadable',
      { settings: denied('s3:GetObject') },
      'INDETERMINATE',
      /s3:GetObject/,
    ],
    [
      'a storage key is unreadable',
      {
        ...apart(),
        instanceKeys: [{ ...stored('CALL_RECORDINGS'), description: denied('kms:DescribeKey') }],
      },
      'INDETERMINATE',
      /kms:DescribeKey/,
    ],
    [
      'a storage key is unreadable and another is equal',
      {
        instanceKeys: [
          { ...stored('CALL_RECORDINGS'), description: denied('kms:DescribeKey') },
          stored('SCHEDULED_REPORTS'),
        ],
      },
      'COMPLIANT',
      /SCHEDULED_REPORTS/,
    ],
    [
      'the grants are unreadable',
      apart({ grants: denied('kms:ListGrants') }),
      'INDETERMINATE',
      /kms:ListGrants/,
    ],
    [
      'the key policy is unreadable',
      apart({ policy: denied('kms:GetKeyPolicy') }),
      'INDETERMINATE',
      /kms:GetKeyPolicy/,
    ],
    [
      'the key policy is malformed',
      apart({ policy: known('{}') }),
      'INDETERMINATE',
      /not understood/,
    ],
    [
      "the role's policies are unreadable",
      { ...apart(), rolePolicies: { [role.arn]: denied('iam:ListRolePolicies') } },
      'INDETERMINATE',
      /iam:ListRolePolicies/,
    ],
    [
      "the role's policies were not looked up",
      { ...apart(), rolePolicies: {} },
      'INDETERMINATE',
      /not looked up/,
    ],
    [
      'the role is not known',
      { ...apart(), use: { ...use, instances: [{ ...instance, serviceRole: absent }] } },
      'INDETERMINATE',
      /which role/,
    ],
    [
      'where recordings are stored is unreadable',
      {
        ...apart(),
        use: {
          ...use,
          instances: [
            {
              ...instance,
              storage: { CALL_RECORDINGS: denied('connect:ListInstanceStorageConfigs') },
            },
          ],
        },
        instanceKeys: [],
      },
      'INDETERMINATE',
      /connect:ListInstanceStorageConfigs/,
    ],
    ['nobody uses the stream', { use: unused }, 'NOT_APPLICABLE', /No Connect instance/],
    [
      'other instances may use it',
      {
        use: {
          ...use,
          complete: false,
          unreadable: [{ action: 'connect:ListInstances', code: 'X', message: '' }],
        },
      },
      'INDETERMINATE',
      /incomplete/,
    ],
    [
      'one of two instances cannot use the key',
      { use: { ...use, instances: [instance, other] }, rolePolicies: policiesOf() },
      'NON_COMPLIANT',
      /of second are being dropped/,
    ],
  ])('when %s', (_, changed, verdict, because) => {
    expect(judge(changed)).toMatchObject({ verdict, because: expect.stringMatching(because) });
  });

  it('an explicit Deny of the key policy outweighs its Allow', () => {
    const policy = known(
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          ...JSON.parse(delegatingPolicy).Statement,
          { Effect: 'Allow', Principal: { AWS: role.arn }, Action: 'kms:*', Resource: '*' },
          { Effect: 'Deny', Principal: '*', Action: 'kms:GenerateDataKey', Resource: '*' },
        ],
      }),
    );
    expect(judge(apart({ policy })).verdict).toBe('NON_COMPLIANT');
  });
});
