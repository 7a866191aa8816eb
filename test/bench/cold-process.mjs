// One cold start: loads the module of the first argument and answers the event of the second.
const began = performance.now();
const module = await import(process.argv[2]);
const loaded = performance.now() - began;
const context = { functionName: 'f', awsRequestId: '1', getRemainingTimeInMillis: () => 9000 };
const handler = module.handler ?? module.default.handler;
const answer = await handler(JSON.parse(process.argv[3]), context).then(
  () => 'answered',
  (error) => error.name,
);
const answered = performance.now() - began;
process.send({ loaded, answered, answer });
process.disconnect();
