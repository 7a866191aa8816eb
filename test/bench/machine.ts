import { createHash } from 'node:crypto';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { type Figure, type Machine, measured, median } from './figures.ts';

export const machine = (): Machine => ({
  processor: cpus()[0]?.model ?? 'unknown',
  cores: availableParallelism(),
  gigabytes: Math.round(totalmem() / 1e9),
  platform: `${process.platform} ${process.arch}`,
  node: process.version,
});

const document = Array.from({ length: 5000 }, (_, n) => ({
  Sid: `Statement${n}`,
  Effect: n % 2 === 0 ? 'Allow' : 'Deny',
  Resource: `arn:aws:s3:::bucket-${(n * 7919) % 5000}/*`,
}));

/** Text, objects, sorting and a digest: what the guard does, with nothing of the guard in it. */
function work(): string {
  const copy: typeof document = JSON.parse(JSON.stringify(document));
  copy.sort((a, b) => (a.Resource < b.Resource ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(copy)).digest('hex');
}

/** What times of a run are divided by. */
export function reference(): Figure {
  const times = Array.from({ length: 40 }, () => {
    const begun = performance.now();
    work();
    return performance.now() - begun;
  });
  return measured(median(times.slice(10)), 'ms');
}
