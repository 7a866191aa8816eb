import { describe, expect, it } from '@jest/globals';
import { baselineStatements } from '#shared/generate/bucket-policy.ts';
import { isOurs } from '#shared/generate/own-statements.ts';
import type { RawStatement } from '#shared/policy/document.ts';
import { bucket, facts } from '../fakes/contact-center.ts';

const article: RawStatement = {
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
  Condition: { StringNotLike: { 'aws:userId': ['AROAEXAMPLECONNECT001:*'] } },
};

describe('a statement is ours', () => {
  it.each<[string, RawStatement]>([
    ...baselineStatements({ ...facts, servicePrincipals: ['profile.amazonaws.com'] }).map(
      (each): [string, RawStatement] => [`as ${each.Sid}`, each],
    ),
    ['when it is the published one', article],
    [
      'as S3 may give it back',
      {
        ...article,
        Principal: { AWS: '*' },
        Action: ['S3:*'],
        Resource: [`arn:aws:s3:::${bucket}/*`, `arn:aws:s3:::${bucket}`],
      },
    ],
    [
      'with one id not in a list',
      { ...article, Condition: { StringNotLike: { 'aws:userid': 'AROAEXAMPLECONNECT001:*' } } },
    ],
    [
      'in another partition',
      { ...article, Resource: [`arn:aws-cn:s3:::${bucket}`, `arn:aws-cn:s3:::${bucket}/*`] },
    ],
  ])('%s', (_, statement) => {
    expect(isOurs(statement, bucket)).toBe(true);
  });
});

describe("a statement is the customer's", () => {
  it.each<[string, RawStatement]>([
    ['when it has a Sid of its own', { ...article, Sid: 'DenyAll' }],
    ['when it allows', { ...article, Effect: 'Allow' }],
    [
      'when it is about another bucket',
      { ...article, Resource: ['arn:aws:s3:::other', 'arn:aws:s3:::other/*'] },
    ],
    ['when it is about the bucket only', { ...article, Resource: `arn:aws:s3:::${bucket}` }],
    [
      'when it names more',
      {
        ...article,
        Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`, 'arn:aws:s3:::other'],
      },
    ],
    ['when it denies some actions', { ...article, Action: ['s3:*', 's3:GetObject'] }],
    [
      'when it denies one principal',
      { ...article, Principal: { AWS: 'arn:aws:iam::111122223333:root' } },
    ],
    [
      'when it is unconditional',
      { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: `arn:aws:s3:::${bucket}` },
    ],
    [
      'when it has a second condition',
      { ...article, Condition: { ...article.Condition, Bool: { 'aws:SecureTransport': 'true' } } },
    ],
    [
      'when it has a second key',
      { ...article, Condition: { StringNotLike: { 'aws:userId': 'a', 'aws:PrincipalArn': 'b' } } },
    ],
    [
      'when it compares literally',
      { ...article, Condition: { StringNotEquals: { 'aws:userId': 'AROA1:*' } } },
    ],
    [
      'when it lists actions left out',
      {
        Effect: 'Deny',
        Principal: '*',
        NotAction: 's3:*',
        Resource: `arn:aws:s3:::${bucket}`,
        Condition: article.Condition ?? {},
      },
    ],
  ])('%s', (_, statement) => {
    expect(isOurs(statement, bucket)).toBe(false);
  });
});
