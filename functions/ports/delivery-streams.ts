import { tokenBucket } from '#shared/aws/token-bucket.ts';
import { lazily } from '../lazily.ts';
import { clock } from '../ports.ts';

/** Of Firehose's five requests a second, others keep one. */
export const deliveryStreams = () =>
  lazily(async () => {
    const { deliveryStreamPort, firehoseClient } = await import('#shared/aws/firehose.ts');
    return deliveryStreamPort(firehoseClient(), tokenBucket(clock, 4));
  });
