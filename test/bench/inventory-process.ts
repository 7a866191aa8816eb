import { peakMegabytes } from './own-process.ts';
import { sweep } from './sweep.ts';

/** `node inventory-process.ts INSTANCES REQUESTS-PER-SECOND` prints what a sweep takes. */
const [instances = 1, requestsPerSecond = 1] = process.argv.slice(2).map(Number);
const measure = await sweep(instances, requestsPerSecond);
const cpuSeconds = process.cpuUsage().user / 1e6;
console.log(JSON.stringify({ ...measure, cpuSeconds, megabytes: peakMegabytes() }));
