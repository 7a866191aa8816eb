import { systemClock } from '#shared/aws/clock.ts';
import { lazily } from '../lazily.ts';

export const refresh = () =>
  lazily(async () => {
    const { lambdaClient, refreshPort } = await import('#shared/aws/refresh.ts');
    return refreshPort(lambdaClient(), systemClock);
  });
