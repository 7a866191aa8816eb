import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { asffFinding, type FindingSource } from '#shared/findings/asff.ts';
import { relatedRequirements } from '#shared/findings/requirements.ts';
import { rules } from '#shared/rules/registry.ts';
import { asffSchema } from '../cli/audit/schemas/asff.ts';

const ajv = new Ajv({ allErrors: true });
addFormats.default(ajv);
const valid = ajv.compile(asffSchema);

const place = { partition: 'aws', account: '111122223333', region: 'eu-central-1' };
const times = { createdAt: '2026-03-01T12:00:00.000Z', updatedAt: '2026-03-01T12:00:00.000Z' };
const [rule] = rules.filter(({ id }) => id === 'bucket-policy-least-privilege');
if (rule === undefined) throw new Error('the rule is gone');
const source: FindingSource = {
  place,
  rule,
  resourceType: 'AWS::S3::Bucket',
  resourceId: 'recordings',
  verdict: 'NON_COMPLIANT',
  because: 'A role such as analyst can s3:GetObject.',
};
const findingOf = (changes: Partial<FindingSource> = {}) =>
  asffFinding({ ...source, ...changes }, times);

it('says what is open, how bad it is, and what to do', () => {
  expect(findingOf()).toMatchObject({
    Id: 'connect-storage-guard/111122223333/eu-central-1/bucket-policy-least-privilege/AWS::S3::Bucket/recordings',
    Title: rule.title,
    Description: 'A role such as analyst can s3:GetObject.',
    Severity: { Label: 'CRITICAL' },
    Compliance: {
      Status: 'FAILED',
      RelatedRequirements: expect.arrayContaining(['NIST.800-53.r5 AC-6']),
    },
    Remediation: { Recommendation: { Url: expect.stringMatching(/^https:/) } },
    RecordState: 'ACTIVE',
  });
});

it.each([
  ['COMPLIANT', 'PASSED', 'INFORMATIONAL', 'ACTIVE', source.because],
  ['INDETERMINATE', 'WARNING', 'CRITICAL', 'ACTIVE', `Cannot tell: ${source.because}`],
  ['NOT_APPLICABLE', 'NOT_AVAILABLE', 'INFORMATIONAL', 'ARCHIVED', source.because],
] as const)('%s is %s, %s and %s', (verdict, Status, Label, RecordState, Description) => {
  expect(findingOf({ verdict })).toMatchObject({
    Compliance: { Status },
    Severity: { Label },
    RecordState,
    Description,
  });
});

it('mistake 9: has the same id whatever is found, and another for each place, rule and resource', () => {
  const ids = [
    findingOf(),
    findingOf({ because: 'Another witness.', verdict: 'COMPLIANT' }),
    findingOf({ place: { ...place, region: 'eu-west-1' } }),
    findingOf({ place: { ...place, account: '444455556666' } }),
    findingOf({ rule: { ...rule, id: 'bucket-versioned' } }),
    findingOf({ resourceId: 'transcripts' }),
  ].map(({ Id }) => Id);
  expect(ids[1]).toBe(ids[0]);
  expect(new Set(ids).size).toBe(5);
});

describe('the resource of a finding', () => {
  it.each([
    ['AWS::S3::Bucket', 'b', 'AwsS3Bucket', 'arn:aws:s3:::b', { AwsS3Bucket: { Name: 'b' } }],
    [
      'AWS::KMS::Key',
      'k',
      'AwsKmsKey',
      'arn:aws:kms:eu-central-1:111122223333:key/k',
      { AwsKmsKey: { KeyId: 'k' } },
    ],
    [
      'AWS::Kinesis::Stream',
      's',
      'AwsKinesisStream',
      'arn:aws:kinesis:eu-central-1:111122223333:stream/s',
      { AwsKinesisStream: { Name: 's' } },
    ],
    [
      'AWS::KinesisFirehose::DeliveryStream',
      'd',
      'Other',
      'arn:aws:firehose:eu-central-1:111122223333:deliverystream/d',
      { Other: { ResourceType: 'AWS::KinesisFirehose::DeliveryStream' } },
    ],
    [
      'AWS::Connect::Instance',
      'arn:aws:connect:eu-central-1:111122223333:instance/i',
      'Other',
      'arn:aws:connect:eu-central-1:111122223333:instance/i',
      { Other: { ResourceType: 'AWS::Connect::Instance' } },
    ],
    [
      'AWS::IAM::Role',
      'AROAEXAMPLE',
      'AwsIamRole',
      'AROAEXAMPLE',
      { AwsIamRole: { RoleId: 'AROAEXAMPLE' } },
    ],
  ])('of type %s, %s', (resourceType, resourceId, Type, Id, Details) => {
    expect(findingOf({ resourceType, resourceId }).Resources).toMatchObject([
      { Type, Id, Details },
    ]);
  });
});

it('names a role by its ARN when that is known, and keeps its id', () => {
  const id = 'AROAEXAMPLE';
  const resourceArn = `arn:aws:iam::111122223333:role/${'p/'.repeat(250)}Supervisors`;
  const { Id, Resources } = findingOf({
    resourceType: 'AWS::IAM::Role',
    resourceId: id,
    resourceArn,
  });
  expect(Id).toMatch(/AWS::IAM::Role\/AROAEXAMPLE$/);
  expect(Resources).toMatchObject([
    { Type: 'AwsIamRole', Details: { AwsIamRole: { RoleId: id } } },
  ]);
  expect(Resources[0]?.Id).toBe(`${resourceArn.slice(0, 511)}…`);
});

it('is so small that a hundred of them are below 6 MB, whatever they say', () => {
  const most = '\u{10ffff}"\\'.repeat(5000);
  const [longest] = rules.toSorted((a, b) => b.sources.join().length - a.sources.join().length);
  const finding = findingOf({
    rule: { ...(longest ?? rule), title: most, remediation: most },
    because: most,
    resourceId: most,
    instances: [most],
  });
  const limit = 6 * 1024 * 1024;
  expect(Buffer.byteLength(JSON.stringify({ Findings: Array(100).fill(finding) }))).toBeLessThan(
    limit,
  );
});

it('names requirements for every rule', () => {
  expect(rules.filter(({ id }) => relatedRequirements[id] === undefined)).toEqual([]);
});

it('is valid for every rule, and whatever names and reasons people and AWS give', () => {
  const hostile = fc.string({ unit: 'binary', maxLength: 3000 });
  const any = fc.constantFrom(...rules);
  fc.assert(
    fc.property(any, hostile, hostile, (each, because, remediation) => {
      const finding = findingOf({
        because,
        rule: { ...each, remediation },
        resourceType: each.resourceTypes[0] ?? '',
        instances: [because],
      });
      expect([valid([finding]), valid.errors]).toEqual([true, null]);
    }),
    { numRuns: 200 },
  );
});
