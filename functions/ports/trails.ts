import { deployment } from '../deployment.ts';
import { lazily } from '../lazily.ts';

export const trails = () =>
  lazily(async () => {
    const { cloudTrailClient, trailPort } = await import('#shared/aws/cloudtrail.ts');
    return trailPort(cloudTrailClient(), deployment().partition);
  });
