import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { s3ActionListText } from '#infra/build/make-s3-actions.ts';
import { S3_ACTION_LIST } from '#shared/policy/s3-action-list.ts';
import { s3ActionScope, s3Actions } from '#shared/policy/s3-actions.ts';

describe('the S3 action list', () => {
  it('is what the installed service authorization reference gives', async () => {
    const committed = new URL('../../shared/policy/s3-action-list.ts', import.meta.url);
    expect(await s3ActionListText()).toBe(readFileSync(committed, 'utf8'));
  });

  it('names its source and date', () => {
    expect(S3_ACTION_LIST.source).toMatch(/^@cloud-copilot\/iam-data \d/);
    expect(S3_ACTION_LIST.date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  });

  it.each([
    ['s3:GetObject', 'object'],
    ['S3:PUTOBJECT', 'object'],
    ['s3:ListBucket', 'bucket'],
    ['s3:PutBucketPolicy', 'bucket'],
    ['s3:GetBucketObjectLockConfiguration', 'bucket'],
    ['s3:ListAllMyBuckets', 'other'],
    ['s3:CreateJob', 'other'],
    ['s3:NotAnAction', undefined],
    ['kms:Decrypt', undefined],
  ])('says of %s: %s', (action, scope) => {
    expect(s3ActionScope(action)).toBe(scope);
  });

  it('puts every action into one scope', () => {
    const all = [...s3Actions('bucket'), ...s3Actions('object'), ...s3Actions('other')];
    expect(new Set(all).size).toBe(all.length);
    expect(all.length).toBeGreaterThan(150);
  });
});
