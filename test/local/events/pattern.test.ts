import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '#infra/local/cloudformation/json.ts';
import { matchesPattern, patternFault } from '#infra/local/services/events/pattern.ts';

const event = {
  source: 'aws.s3',
  detail: {
    eventName: 'PutBucketPolicy',
    requestParameters: { bucketName: 'Acme-Recordings', tags: ['red', 'blue'] },
    errorCode: null,
    resources: [{ type: 'AWS::S3::Bucket' }, { type: 'AWS::S3::Object' }],
    readOnly: false,
  },
};
const inDetail = (detail: JsonObject): JsonObject => ({ detail });

describe('an event pattern', () => {
  it.each<[string, JsonObject, boolean]>([
    ['a listed value', { source: ['aws.kms', 'aws.s3'] }, true],
    ['no listed value', { source: ['aws.kms'] }, false],
    [
      'every member at once',
      { source: ['aws.s3'], detail: { eventName: ['DeleteBucket'] } },
      false,
    ],
    ['false', inDetail({ readOnly: [false] }), true],
    ['null', inDetail({ errorCode: [null] }), true],
    ['one element of a list', inDetail({ requestParameters: { tags: ['blue'] } }), true],
    ['one object of a list', inDetail({ resources: { type: ['AWS::S3::Object'] } }), true],
    ['a prefix', inDetail({ eventName: [{ prefix: 'PutBucket' }] }), true],
    ['another prefix', inDetail({ eventName: [{ prefix: 'Delete' }] }), false],
    ['a suffix', inDetail({ eventName: [{ suffix: 'Policy' }] }), true],
    [
      'a prefix whatever its case',
      inDetail({
        requestParameters: { bucketName: [{ prefix: { 'equals-ignore-case': 'ACME' } }] },
      }),
      true,
    ],
    [
      'a text whatever its case',
      inDetail({
        requestParameters: { bucketName: [{ 'equals-ignore-case': 'acme-recordings' }] },
      }),
      true,
    ],
    ['a wildcard', inDetail({ eventName: [{ wildcard: 'Put*Pol*y' }] }), true],
    ['another wildcard', inDetail({ eventName: [{ wildcard: 'Put*x' }] }), false],
    ['anything but one', inDetail({ eventName: [{ 'anything-but': 'DeleteBucket' }] }), true],
    ['anything but it', inDetail({ eventName: [{ 'anything-but': ['PutBucketPolicy'] }] }), false],
    [
      'anything but a prefix',
      inDetail({ eventName: [{ 'anything-but': { prefix: 'Put' } }] }),
      false,
    ],
    ['anything but, of nothing', inDetail({ nothing: [{ 'anything-but': 'x' }] }), false],
    ['something that is there', inDetail({ eventName: [{ exists: true }] }), true],
    ['something that is not there', inDetail({ userIdentity: { arn: [{ exists: false }] } }), true],
    ['nothing where there is something', inDetail({ eventName: [{ exists: false }] }), false],
    [
      'one of two ways',
      { $or: [{ source: ['aws.kms'] }, { detail: { eventName: [{ prefix: 'Put' }] } }] },
      true,
    ],
  ])('asks for %s', (_, pattern, expected) => {
    expect(patternFault(pattern)).toBeUndefined();
    expect(matchesPattern(pattern, event)).toBe(expected);
  });

  it.each<[string, JsonObject]>([
    ['detail.a: expected a list that is not empty', { detail: { a: 'text' } }],
    ['detail.a: expected a list that is not empty', { detail: { a: [] } }],
    ['source: {"cidr":"10.0.0.0/24"} is not supported', { source: [{ cidr: '10.0.0.0/24' }] }],
    ['source: {"exists":"yes"} is not supported', { source: [{ exists: 'yes' }] }],
    ['detail: an object of a pattern cannot be empty', { detail: {} }],
    ['$or: expected a list of patterns', { $or: [] }],
  ])('is refused: %s', (fault, pattern) => {
    expect(patternFault(pattern)).toBe(fault);
  });
});
