import { lazily } from '../lazily.ts';

export const uploadErrors = () =>
  lazily(async () => {
    const { cloudWatchClient, uploadErrorsPort } = await import('#shared/aws/cloudwatch.ts');
    return uploadErrorsPort(cloudWatchClient());
  });
