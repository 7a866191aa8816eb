import type { Credentials } from '@aws-sdk/client-sts';
import { issueCredentials } from '../../credentials.ts';
import type { Caller } from '../../service.ts';
import type { World } from '../../world.ts';

/** Keys of a session, as STS answers with them. */
export function temporaryCredentials(
  world: World,
  caller: Caller,
  durationSeconds: number,
): Credentials {
  const issued = issueCredentials(world, caller, { durationSeconds });
  return {
    AccessKeyId: issued.accessKeyId,
    SecretAccessKey: issued.secretAccessKey,
    SessionToken: issued.sessionToken,
    Expiration: issued.expiration,
  };
}
