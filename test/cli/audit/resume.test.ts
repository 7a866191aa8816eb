import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { openProgress } from '#cli/audit/resume.ts';
import type { JudgedResource } from '#shared/usecases/audit/judge-kind.ts';

const folder = mkdtempSync(join(tmpdir(), 'connect-guard-resume-'));
afterAll(() => rmSync(folder, { recursive: true }));

const now = new Date('2026-11-20T09:00:00Z');
const place = { partition: 'aws', account: '111122223333', region: 'ap-northeast-1' };
const judged = (id: string): JudgedResource => ({
  resource: { type: 'AWS::S3::Bucket', id, name: id, instances: [] },
  findings: [
    {
      rule: 'bucket-versioned',
      title: 'A bucket of Connect keeps versions of its objects',
      severity: 'low',
      kind: 'bucket',
      resourceType: 'AWS::S3::Bucket',
      resourceId: id,
      resourceName: id,
      instances: [],
      verdict: 'COMPLIANT',
      because: 'it keeps versions',
      remediation: 'Turn on versioning.',
      sources: [],
    },
  ],
});
const open = (file: string, asked = 'all rules') => openProgress(file, asked, now);
const bucketsIn = (file: string): readonly string[] =>
  open(file)
    .finishedIn(place)
    .resources.map(({ resource }) => resource.id);

describe('the file of an audit that is resumed', () => {
  it('can be cut off again and again', () => {
    const file = join(folder, 'audit.jsonl');
    open(file).judged(place, judged('first'));
    for (const bucket of ['second', 'third']) {
      appendFileSync(file, '{"place":"aws/111122223333/ap-nor');
      open(file).judged(place, judged(bucket));
    }
    expect(bucketsIn(file)).toEqual(['first', 'second', 'third']);
  });

  it('may be empty at first', () => {
    const file = join(folder, 'empty.jsonl');
    writeFileSync(file, '');
    open(file).judged(place, judged('first'));
    expect(bucketsIn(file)).toEqual(['first']);
  });

  it.each(['dear diary', 'dear diary\n{}\n', '[]\n', '{"audit":2}\n'])(
    'is refused and left alone when it is no such file: %j',
    (text) => {
      const file = join(folder, 'diary.txt');
      writeFileSync(file, text);
      expect(() => open(file)).toThrow(`--resume ${file}: is not the file of an audit`);
      expect(readFileSync(file, 'utf8')).toBe(text);
    },
  );
});
