import { peakMegabytes } from './own-process.ts';

/** What Node takes by itself. */
console.log(JSON.stringify({ megabytes: peakMegabytes() }));
