import { expect, it } from '@jest/globals';
import { ProgressLine } from '#cli/audit/progress-line.ts';
import { finding } from './example-report.ts';

it('says how far an audit has come, and how long Connect still takes', () => {
  const line = new ProgressLine(2);
  const [tokyo, seoul] = [{}, {}];
  line.instances(tokyo, 1, 100, 99 * 14);
  line.instances(seoul, 1, 3, 28);
  line.called();
  expect(line.text).toBe('instances 2/103 · 1 calls · 0 open · about 12 min left at 2 requests/s');
  line.instances(tokyo, 99, 100, 14);
  line.instances(seoul, 3, 3, 0);
  line.resources(4);
  line.judged([finding(0), finding(1)]);
  expect(line.text).toBe(
    'instances 102/103 · resources 1/4 · 1 calls · 1 open · about 7 s left at 2 requests/s',
  );
});
