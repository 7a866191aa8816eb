import { lazily } from '../lazily.ts';

export const streams = () =>
  lazily(async () => {
    const { kinesisClient, streamPort } = await import('#shared/aws/kinesis.ts');
    return streamPort(kinesisClient());
  });
