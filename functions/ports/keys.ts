import { lazily } from '../lazily.ts';

export const keys = () =>
  lazily(async () => {
    const { keyPort, kmsClient } = await import('#shared/aws/kms.ts');
    return keyPort(kmsClient());
  });
