import type { Credentials } from '@aws-sdk/client-sts';
import type { LocalAws } from '#infra/local/local-aws.ts';

/** How a client is set up that signs with what STS has answered. */
export const sessionOf = ({ endpoint, home }: LocalAws, issued: Credentials | undefined) => ({
  endpoint,
  region: home.region,
  maxAttempts: 1,
  credentials: {
    accessKeyId: issued?.AccessKeyId ?? '',
    secretAccessKey: issued?.SecretAccessKey ?? '',
    sessionToken: issued?.SessionToken ?? '',
  },
});
