import { serviceWait } from '../../pace.ts';
import type { World } from '../../world.ts';
import { deliver } from './deliver.ts';
import { type DeliveryStream, deliveryStreams } from './state.ts';

/** Milliseconds between Firehose's own attempts after a failure. */
const retries = [60_000, 300_000];

const followed = new WeakSet<World>();

/**
 * Has delivery streams deliver what is put into them and their sources, once their buffers'
 * interval has passed. `world.events.idle()` waits for it.
 */
export function followRecords(world: World): void {
  if (followed.has(world)) return;
  followed.add(world);
  const waiting = new Set<DeliveryStream>();
  world.events.on('records-written', async ({ streamArn }) => {
    const [, partition = '', , region = '', account = ''] = streamArn.split(':');
    const all = deliveryStreams(world, { partition, account, region }).values();
    const concerned = [...all].filter(
      ({ arn, source }) => arn === streamArn || source?.streamArn === streamArn,
    );
    await Promise.all(
      concerned.map(async (stream) => {
        if (waiting.has(stream)) return;
        waiting.add(stream);
        const { IntervalInSeconds: seconds = 300 } = stream.destination.BufferingHints ?? {};
        await serviceWait(world, seconds * 1000);
        waiting.delete(stream);
        await deliverPatiently(world, stream);
      }),
    );
  });
}

async function deliverPatiently(world: World, stream: DeliveryStream): Promise<void> {
  for (const wait of [...retries, undefined]) {
    if ((await deliver(world, stream)) || wait === undefined) return;
    await serviceWait(world, wait);
  }
}
