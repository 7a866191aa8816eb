import { requestsPerInstance } from '#shared/usecases/ask-connect.ts';
import { count, type Figures, measured } from './figures.ts';
import { refreshMemory } from './refresh-memory.ts';
import { sweep } from './sweep.ts';

const sizes = [1, 10, 100, 1000];

/**
 * The whole inventory of so many instances: its time on a virtual clock and against Connect's limits,
 * AWS answering after what is supposed of it; its memory as the bundled function takes it.
 */
export async function benchInventory(): Promise<Figures> {
  const figures: Record<string, Figures[string]> = {};
  for (const rate of [1, 2]) {
    for (const size of sizes) {
      const of = `${nameOf(size)} at ${rate}/s`;
      const before = process.cpuUsage();
      const measure = await sweep(size, rate);
      const cpuSeconds = process.cpuUsage(before).user / 1e6;
      const least = { what: 'calls at the set rate', value: measure.calls / rate };
      Object.assign(figures, {
        [`${of}: calls to Connect`]: count(
          measure.calls,
          'calls',
          `${1 + size * requestsPerInstance}`,
        ),
        [`${of}: throttled`]: count(measure.throttled, 'times', '0'),
        [`${of}: runs`]: count(measure.runs, 'runs'),
        [`${of}: ended by Lambda`]: count(measure.killed, 'runs', '0'),
        [`${of}: at work`]: measured(measure.working, 'virtual s', least),
        [`${of}: until stored`]: measured(measure.seconds, 'virtual s', least, '≤ 1.01×'),
        [`${of}: stored on the way`]: measured(measure.megabytesStored, 'MB'),
        [`${of}: CPU`]: measured(cpuSeconds, 's'),
      });
    }
  }
  for (const size of sizes) {
    const { loaded, most } = await refreshMemory(size);
    const alone = { what: 'the function, loaded', value: loaded };
    figures[`${nameOf(size)}: memory`] = measured(most, 'MB', alone, '≤ 110 MB');
  }
  return figures;
}

const nameOf = (size: number): string => `${size} ${size === 1 ? 'instance' : 'instances'}`;
