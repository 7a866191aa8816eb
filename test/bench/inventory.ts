import { requestsPerInstance } from '#shared/usecases/ask-connect.ts';
import { count, type Figures, measured } from './figures.ts';
import { inOwnProcess } from './own-process.ts';
import type { SweepMeasure } from './sweep.ts';

interface InventoryMeasure extends SweepMeasure {
  readonly cpuSeconds: number;
  readonly megabytes: number;
}

const sizes = [1, 10, 100, 1000];

/**
 * The whole inventory of so many instances, each run in a process of its own, on a virtual clock
 * and against Connect's limits; of AWS there is what the ports say, without the SDK's clients.
 */
export async function benchInventory(): Promise<Figures> {
  const empty = await inOwnProcess<{ megabytes: number }>('empty-process.ts');
  const figures: Record<string, Figures[string]> = {};
  for (const rate of [1, 2]) {
    for (const size of sizes) {
      const of = `${size} ${size === 1 ? 'instance' : 'instances'} at ${rate}/s`;
      const sweep = await inOwnProcess<InventoryMeasure>('inventory-process.ts', size, rate);
      const least = { what: 'calls at the set rate', value: sweep.calls / rate };
      Object.assign(figures, {
        [`${of}: calls to Connect`]: count(
          sweep.calls,
          'calls',
          `${1 + size * requestsPerInstance}`,
        ),
        [`${of}: throttled`]: count(sweep.throttled, 'times', '0'),
        [`${of}: runs`]: count(sweep.runs, 'runs'),
        [`${of}: asking`]: measured(sweep.asking, 'virtual s', least, '≤ 1.01×'),
        [`${of}: until stored`]: measured(sweep.seconds, 'virtual s', least),
        [`${of}: CPU`]: measured(sweep.cpuSeconds, 's'),
        [`${of}: memory`]: measured(
          sweep.megabytes,
          'MB',
          { what: 'an empty process', value: empty.megabytes },
          '≤ 110 MB',
        ),
      });
    }
  }
  return figures;
}
