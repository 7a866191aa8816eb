import { describe, expect, it } from '@jest/globals';
import { facts, readEverything, request } from './examples.ts';
import { guard } from './guard.ts';

const lines = (...tasks: readonly unknown[]): string =>
  tasks.map((task) => (typeof task === 'string' ? task : JSON.stringify(task))).join('\n');

async function batch(command: string, input: string) {
  const { code, stdout, stderr } = await guard([command, '--batch'], { input });
  expect(stderr).toBe('');
  const results = stdout.split('\n').slice(0, -1);
  return { code, results: results.map((line): Record<string, unknown> => JSON.parse(line)) };
}

const ask = { request, identityPolicies: [readEverything] };

describe('--batch', () => {
  it('answers in order, flat, with the id of each line', async () => {
    const { code, results } = await batch(
      'decide',
      lines(
        { id: 'a', ...ask },
        { id: 2, ...ask, identityPolicies: [], policy: null },
        { id: { x: [1] }, ...ask },
      ),
    );
    expect(code).toBe(0);
    expect(results).toEqual([
      { id: 'a', decision: 'Allow', statements: [{ policy: 'identity', index: 0 }] },
      { id: 2, decision: 'ImplicitDeny', statements: [] },
      { id: { x: [1] }, decision: 'Allow', statements: [{ policy: 'identity', index: 0 }] },
    ]);
  });

  it('answers a bad line with its error and goes on', async () => {
    const { code, results } = await batch(
      'decide',
      lines(
        '{"id": 1',
        { id: 2 },
        '[]',
        'null',
        '{"id":5,"id":6}',
        { ...ask },
        { id: 7, ...ask, policy: { Statement: [] } },
      ),
    );
    expect(code).toBe(2);
    expect(results.map(({ id }) => id)).toEqual([null, 2, null, null, 6, null, 7]);
    expect(results.map(({ error }) => error)).toEqual([
      expect.stringContaining('line 1'),
      expect.stringMatching(/^request: must be an object/),
      expect.stringContaining('must be an object'),
      expect.stringContaining('must be an object'),
      'id: named twice',
      undefined,
      expect.stringMatching(/^policy: Statement/),
    ]);
  });

  it('takes policies as objects and as their text', async () => {
    const policy = { Statement: { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' } };
    const { results } = await batch(
      'decide',
      lines({ id: 1, ...ask, policy }, { id: 2, ...ask, policy: JSON.stringify(policy) }),
    );
    expect(results.map(({ decision }) => decision)).toEqual(['ExplicitDeny', 'ExplicitDeny']);
  });

  it('skips blank lines and takes Windows line ends, a byte order mark and a last line without end', async () => {
    const line = JSON.stringify({ id: 1, ...ask });
    const { code, results } = await batch('decide', `\uFEFF${line}\r\n\r\n  \n${line}`);
    expect(code).toBe(0);
    expect(results).toHaveLength(2);
  });

  it('does not break lines at a raw U+2028', async () => {
    const { results } = await batch('decide', JSON.stringify({ id: 'a\u2028b', ...ask }));
    expect(results).toEqual([expect.objectContaining({ id: 'a\u2028b', decision: 'Allow' })]);
  });

  it('keeps order over many lines', async () => {
    const ids = Array.from({ length: 3000 }, (_, id) => id);
    const { results } = await batch('decide', lines(...ids.map((id) => ({ id, ...ask }))));
    expect(results.map(({ id }) => id)).toEqual(ids);
  });

  it('says nothing for nothing', async () => {
    expect(await batch('compare', '')).toEqual({ code: 0, results: [] });
  });

  it('checks policies against facts', async () => {
    const { code, results } = await batch(
      'check',
      lines(
        { id: 1, facts, policy: readEverythingForAll },
        { id: 2, facts: { ...facts, bucket: 'X' }, policy: readEverythingForAll },
        { id: 3, facts },
      ),
    );
    expect(code).toBe(2);
    expect(results).toEqual([
      expect.objectContaining({ id: 1, verdict: 'NON_COMPLIANT' }),
      { id: 2, error: expect.stringMatching(/^facts\.bucket: must be/) },
      { id: 3, error: 'policy: must be a policy; it is missing' },
    ]);
  });

  it('compares policies', async () => {
    const { code, results } = await batch(
      'compare',
      lines({ id: 1, a: readEverything, b: readEverything }, { id: 2, a: readEverything }),
    );
    expect(code).toBe(2);
    expect(results).toEqual([
      { id: 1, relation: 'equal', onlyA: null, onlyB: null },
      { id: 2, error: 'b: must be a policy; it is missing' },
    ]);
  });
});

const readEverythingForAll = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::${facts.bucket}/*`,
    },
  ],
};
