// One cold start: loads the module of the first argument and answers the event of the second. With
// a third it says which files that takes, too.
import { registerHooks } from 'node:module';

const [, , file, event, traced] = process.argv;
const files = [];
if (traced) {
  registerHooks({
    load(url, context, next) {
      files.push(url);
      return next(url, context);
    },
  });
}
const spent = () => {
  const { user, system } = process.cpuUsage();
  return { milliseconds: performance.now(), cpuMilliseconds: (user + system) / 1000 };
};
const since = (begun) => {
  const now = spent();
  return {
    milliseconds: now.milliseconds - begun.milliseconds,
    cpuMilliseconds: now.cpuMilliseconds - begun.cpuMilliseconds,
    megabytes: process.resourceUsage().maxRSS / 1024,
    files: files.filter((url) => url.startsWith('file:')),
  };
};
const begun = spent();
const module = await import(file);
const load = since(begun);
const context = { functionName: 'f', awsRequestId: '1', getRemainingTimeInMillis: () => 300_000 };
const handler = module.handler ?? module.default.handler;
const failure = await handler(JSON.parse(event), context).then(
  () => undefined,
  (error) => `${error.name}: ${error.message}`,
);
process.send({ load, answer: since(begun), failure });
process.disconnect();
