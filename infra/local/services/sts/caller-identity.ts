import type { GetCallerIdentityResponse } from '@aws-sdk/client-sts';
import { nameOf } from '../../authorize.ts';
import { anyoneSigned, type Operation } from '../../service.ts';

export const getCallerIdentity: Operation<Record<string, never>, GetCallerIdentityResponse> = {
  access: () => anyoneSigned,
  run: ({ caller }) => ({ UserId: caller.userId, Account: caller.account, Arn: nameOf(caller) }),
};
