import { describe, expect, it } from '@jest/globals';
import { rules } from '#shared/rules/registry.ts';
import { guard } from './guard.ts';

describe('connect-guard rules', () => {
  it('lists every rule with its severity and what it asks', async () => {
    const { code, stdout } = await guard(['rules']);
    expect(code).toBe(0);
    for (const { id, severity } of rules) {
      expect(stdout).toMatch(new RegExp(`^${id} +${severity} +[A-Z]`, 'm'));
    }
  });

  it('says as JSON what each is, what it judges and the page behind it', async () => {
    const { code, stdout } = await guard(['rules', '--json']);
    expect(code).toBe(0);
    const listed: readonly Readonly<Record<string, unknown>>[] = JSON.parse(stdout);
    expect(listed).toHaveLength(rules.length);
    expect(listed).toContainEqual({
      id: 'bucket-policy-least-privilege',
      kind: 'bucket',
      resourceTypes: ['AWS::S3::Bucket'],
      severity: 'critical',
      title: 'Only Connect and its administrators reach a bucket of Connect',
      source: 'https://docs.aws.amazon.com/connect/latest/adminguide/security-data-protection.html',
    });
    for (const { source } of listed) expect(source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
  });

  it('takes no argument', async () => {
    const { code, stderr } = await guard(['rules', 'bucket']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('too many arguments')]);
  });
});
