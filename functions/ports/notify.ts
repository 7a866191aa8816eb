import { deployment } from '../deployment.ts';
import { lazily } from '../lazily.ts';

export const notify = () =>
  lazily(async () => {
    const { notifyPort, snsClient } = await import('#shared/aws/sns.ts');
    return notifyPort(snsClient(), deployment().topic);
  });
