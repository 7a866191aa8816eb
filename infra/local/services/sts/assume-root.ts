import type { AssumeRootRequest, AssumeRootResponse } from '@aws-sdk/client-sts';
import { AwsError, type Call, type Operation } from '../../service.ts';
import type { Scope, StateSlot, World } from '../../world.ts';
import { rootCaller } from '../iam/callers.ts';
import { temporaryCredentials } from './temporary-credentials.ts';

/** The account from which an organization acts as the root of its members, once it is allowed. */
interface CentralizedRoot {
  managementAccount?: string;
}

const slot: StateSlot<CentralizedRoot> = {
  name: 'centralized-root',
  span: 'partition',
  create: () => ({}),
};

/** All accounts are members of one organization; this one manages it and has centralized root access. */
export function centralizeRootAccess(world: World, management: Scope): void {
  world.state(slot, management).managementAccount = management.account;
}

const taskPolicy = 'policy/root-task/S3UnlockBucketPolicy';

/** What is said of the task: to remove a bucket policy that denies everybody. */
const unlockBucketPolicy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: ['s3:DeleteBucketPolicy', 's3:GetBucketPolicy', 's3:ListAllMyBuckets'],
      Resource: '*',
    },
  ],
});

/**
 * AssumeRoot, for the one task of unlocking a bucket: a session as the root of a member account for
 * at most 15 minutes. Root itself cannot call it.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoot.html
 */
export const assumeRoot: Operation<AssumeRootRequest, AssumeRootResponse> = {
  access(call) {
    const { partition } = call.scope;
    return [
      {
        action: 'sts:AssumeRoot',
        resource: `arn:${partition}:iam::${memberOf(call)}:root`,
        // The organization lets its management account in: the caller's own policies decide.
        resourceAccount: call.caller.account ?? '',
        context: { 'sts:TaskPolicyArn': call.input.TaskPolicyArn?.arn ?? '' },
      },
    ];
  },
  run(call) {
    const { world, scope, caller, input } = call;
    const account = memberOf(call);
    const { managementAccount } = world.state(slot, scope);
    if (caller.kind === 'root' || caller.account !== managementAccount) {
      const message =
        'AssumeRoot is for roles and users of an account with centralized root access';
      throw new AwsError('AccessDenied', message, 403);
    }
    if (input.TaskPolicyArn?.arn !== `arn:${scope.partition}:iam::aws:${taskPolicy}`) {
      const message = `The embedded AWS has the task policy ${taskPolicy} only`;
      throw new AwsError('ValidationError', message);
    }
    const durationSeconds = input.DurationSeconds ?? 900;
    if (durationSeconds < 0 || durationSeconds > 900) {
      throw new AwsError('ValidationError', 'DurationSeconds must be from 0 to 900');
    }
    const root = { ...rootCaller({ ...scope, account }), sessionPolicies: [unlockBucketPolicy] };
    return { Credentials: temporaryCredentials(world, root, durationSeconds) };
  },
};

/** An account id, or the ARN of its root. @throws AwsError `ValidationError` */
function memberOf({ input: { TargetPrincipal: target = '' } }: Call<AssumeRootRequest>): string {
  const [, account] = /^(?:arn:[^:]+:iam::)?(\d{12})(?::root)?$/.exec(target) ?? [];
  if (account === undefined) throw new AwsError('ValidationError', `${target} is no account`);
  return account;
}
