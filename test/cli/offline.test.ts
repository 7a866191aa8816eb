import { describe, expect, it } from '@jest/globals';
import { almostPublished, facts, readEverything, request } from './examples.ts';
import { file, guard } from './guard.ts';

const factsFile = file('facts.json', facts);

async function generated(...args: readonly string[]): Promise<string> {
  const { code, stdout } = await guard([
    'generate',
    'bucket-policy',
    '--facts',
    factsFile,
    ...args,
  ]);
  expect(code).toBe(0);
  return stdout;
}

describe('generate bucket-policy', () => {
  it('prints the statements of the default profile', async () => {
    const { Statement } = JSON.parse(await generated());
    expect(Statement.map(({ Sid }: { Sid: string }) => Sid)).toEqual([
      'ConnectStorageGuardDenyUnlisted',
      'ConnectStorageGuardDenyUnlistedReads',
      'ConnectStorageGuardDenyPlaintext',
    ]);
  });

  it('prints the published single statement for the profile article', async () => {
    const { Statement } = JSON.parse(await generated('--profile', 'article'));
    expect(Statement).toEqual([
      expect.objectContaining({
        Effect: 'Deny',
        Condition: {
          StringNotLike: {
            'aws:userId': [
              'AROACONNECTROLE000001:*',
              'AROAADMINISTRATOR0001:*',
              'AIDAADMINISTRATOR0001',
            ],
          },
        },
      }),
    ]);
  });

  it('warns on standard error when nobody could change the policy again', async () => {
    const path = file('facts.json', { ...facts, administrators: [] });
    const { code, stdout, stderr } = await guard(['generate', 'bucket-policy', '--facts', path]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).Version).toBe('2012-10-17');
    expect(stderr).toContain('no administrators are named');
  });
});

describe('check', () => {
  it('ends with 0 for the policy that generate prints, read from standard input', async () => {
    const { code, stdout } = await guard(
      ['check', '--facts', factsFile, '--policy', '-', '--json'],
      { input: await generated() },
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      verdict: 'COMPLIANT',
      findings: [],
      undecided: [],
      steps: expect.any(Number),
    });
  });

  it('ends with 1 and a request that gets through', async () => {
    const policy = file('policy.json', almostPublished);
    const articleFacts = file('facts.json', {
      ...facts,
      profile: 'article',
      administrators: [facts.administrators[0]],
    });
    const { code, stdout } = await guard([
      'check',
      '--facts',
      articleFacts,
      '--policy',
      policy,
      '--json',
    ]);
    expect(code).toBe(1);
    const { verdict, findings } = JSON.parse(stdout);
    expect(verdict).toBe('NON_COMPLIANT');
    const [{ question, principal, action, resource, context }] = findings;
    expect(question).toBe('exposure');
    expect(principal.userId).toMatch(/^AROA[^A]DMINISTRATOR0001:/);

    const { stdout: decided } = await guard([
      ...[
        'decide',
        '--request',
        file('request.json', { ...request, principal, action, resource, context }),
      ],
      ...['--policy', policy, '--identity-policy', file('all.json', allowAll), '--json'],
    ]);
    expect(JSON.parse(decided).decision).toBe('Allow');
  });

  it('ends with 4 when it cannot tell', async () => {
    const { code, stdout } = await guard([
      ...['check', '--facts', file('facts.json', { ...facts, requireTls: false })],
      ...['--policy', file('policy.json', withVariable)],
    ]);
    expect(code).toBe(4);
    expect(stdout).toMatch(/^UNDECIDED/);
    expect(stdout).toContain('cannot tell: ');
  });

  it('tells a person who gets in, and why', async () => {
    const policy = file('policy.json', almostPublished);
    const { code, stdout, stderr } = await guard([
      'check',
      '--facts',
      factsFile,
      '--policy',
      policy,
    ]);
    expect(code).toBe(1);
    expect(stdout).toContain('NON_COMPLIANT');
    expect(stdout).toMatch(/exposure {2}\w+ gets in/);
    expect(stderr).toContain('Not looked at: SCPs');
  });
});

/** Whether it exempts a stranger depends on the stranger's tags. */
const withVariable = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: [`arn:aws:s3:::${facts.bucket}`, `arn:aws:s3:::${facts.bucket}/*`],
      Condition: {
        StringNotLike: {
          'aws:userId': [
            'AROACONNECTROLE000001:*',
            'AROAADMINISTRATOR0001:*',
            'AIDAADMINISTRATOR0001',
            '${aws:PrincipalTag/id}',
          ],
        },
      },
    },
  ],
};

const allowAll = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
};

describe('decide', () => {
  const requestFile = file('request.json', request);
  const identity = ['--identity-policy', file('identity.json', readEverything)];

  it("denies by the bucket's policy what the analyst's own policy allows", async () => {
    const policy = file('policy.json', await generated());
    const { code, stdout } = await guard([
      'decide',
      '--request',
      requestFile,
      '--policy',
      policy,
      ...identity,
      '--json',
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      decision: 'ExplicitDeny',
      statements: [{ policy: 'resource', index: 0, sid: 'ConnectStorageGuardDenyUnlisted' }],
    });
  });

  it('takes several identity policies and says which one allowed', async () => {
    const other = [
      '--identity-policy',
      file('other.json', { Statement: { Effect: 'Allow', Action: 's3:PutObject', Resource: '*' } }),
    ];
    const { stdout } = await guard([
      'decide',
      '--request',
      requestFile,
      ...other,
      ...identity,
      '--json',
    ]);
    expect(JSON.parse(stdout)).toEqual({
      decision: 'Allow',
      statements: [{ policy: 'identity', policyIndex: 1, index: 0 }],
    });
  });

  it('lets nobody use a key by their own policy alone', async () => {
    const decrypt = {
      ...request,
      action: 'kms:Decrypt',
      resource: 'arn:aws:kms:us-east-1:111122223333:key/1',
    };
    const { stdout } = await guard([
      'decide',
      '--request',
      file('request.json', decrypt),
      '--identity-policy',
      file('all.json', allowAll),
    ]);
    expect(stdout).toContain('ImplicitDeny');
  });
});

describe('compare', () => {
  it('shows a request that only the wider policy allows', async () => {
    const wide = file('a.json', readEverything);
    const narrow = file('b.json', {
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' },
    });
    const { code, stdout } = await guard(['compare', wide, narrow, '--json']);
    expect(code).toBe(0);
    const { relation, onlyA, onlyB } = JSON.parse(stdout);
    expect({ relation, onlyB }).toEqual({ relation: 'more', onlyB: null });
    expect(onlyA.action).toMatch(/^s3:Get/i);
  });

  it('finds the two orders of a list equal', async () => {
    const policyOf = (...actions: string[]) => ({
      Statement: { Effect: 'Allow', Action: actions, Resource: '*' },
    });
    const { stdout } = await guard([
      'compare',
      file('a.json', policyOf('s3:GetObject', 's3:PutObject')),
      file('b.json', policyOf('s3:PutObject', 's3:GetObject')),
      '--json',
    ]);
    expect(JSON.parse(stdout)).toEqual({ relation: 'equal', onlyA: null, onlyB: null });
  });
});
