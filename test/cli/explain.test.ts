import { describe, expect, it } from '@jest/globals';
import { rules } from '#shared/rules/registry.ts';
import { guard } from './guard.ts';

describe('connect-guard explain', () => {
  it('tells what a rule judges, why, what it reads, how to put it right and what it rests on', async () => {
    const { code, stdout } = await guard(['explain', 'bucket-policy-least-privilege']);
    expect(code).toBe(0);
    expect(stdout).toContain('Only Connect and its administrators reach a bucket of Connect.');
    expect(stdout).toMatch(/^Severity +critical$/m);
    expect(stdout).toMatch(/^Compliant +Only .* role/m);
    expect(stdout).toMatch(/^Cannot tell +locked without us/m);
    expect(stdout).toMatch(/s3:GetBucketPolicy/);
    expect(stdout).toMatch(/^Rests on +https:\/\/docs\.aws\.amazon\.com\//m);
  });

  it('explains any rule as JSON', async () => {
    for (const { id, title } of [rules[9], rules.at(-1)].map(
      (rule) => rule ?? { id: '', title: '' },
    )) {
      const { code, stdout } = await guard(['explain', id, '--json']);
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        id,
        title,
        says: {
          compliant: expect.stringMatching(/./),
          nonCompliant: expect.stringMatching(/./),
          cannotTell: expect.stringMatching(/./),
        },
      });
    }
  });

  it('suggests the rule that was meant', async () => {
    const misspelt = await guard(['explain', 'bucket-versiond']);
    expect([misspelt.code, misspelt.stderr]).toEqual([
      2,
      expect.stringContaining('did you mean bucket-versioned?'),
    ]);
    const partly = await guard(['explain', 'flow-logs']);
    expect(partly.stderr).toContain('did you mean instance-flow-logs-enabled?');
    const unknown = await guard(['explain', 'x']);
    expect(unknown.stderr).toContain('connect-guard rules');
  });
});
