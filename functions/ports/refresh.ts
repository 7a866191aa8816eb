import { lazily } from '../lazily.ts';

export const refresh = () =>
  lazily(async () => {
    const { lambdaClient, refreshPort } = await import('#shared/aws/refresh.ts');
    return refreshPort(lambdaClient());
  });
