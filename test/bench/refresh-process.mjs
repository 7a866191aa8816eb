import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';

/**
 * `node refresh-process.mjs BUNDLE` lets the function that keeps the inventory run once, whatever it
 * waits for being over at once, and tells the memory that it took at most, in MB: when it was loaded,
 * and in all.
 */
timers.setTimeout = (_, value) => new Promise((resolve) => setImmediate(resolve, value));
syncBuiltinESMExports();
const megabytes = () => process.resourceUsage().maxRSS / 1024;
const { handler } = await import(process.argv[2]);
const loaded = megabytes();
const until = Date.now() + 900_000;
const { status } = await handler(
  { reason: 'schedule' },
  {
    functionName: 'connect-storage-guard-follow-changes',
    awsRequestId: '00000000-0000-4000-8000-000000000000',
    getRemainingTimeInMillis: () => until - Date.now(),
  },
);
process.send({ status, loaded, most: megabytes() });
