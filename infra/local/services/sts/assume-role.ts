import type { AssumeRoleRequest, AssumeRoleResponse } from '@aws-sdk/client-sts';
import { AwsError, type Call, type Operation } from '../../service.ts';
import { sessionOf } from '../iam/callers.ts';
import { defaultDocument, type IamRole, iamOfArn, policyWithArn } from '../iam/state.ts';
import { policyText } from '../iam/valid.ts';
import { temporaryCredentials } from './temporary-credentials.ts';

const sessionName = /^[\w+=,.@-]{2,64}$/;

/**
 * AssumeRole: the trust policy decides, and for another account's caller its own policies too.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export const assumeRole: Operation<AssumeRoleRequest, AssumeRoleResponse> = {
  access(call) {
    const { RoleArn = '', ExternalId, RoleSessionName = '' } = call.input;
    const role = roleWithArn(call);
    return [
      {
        action: 'sts:AssumeRole',
        resource: RoleArn,
        resourceAccount: RoleArn.split(':')[4] ?? '',
        resourceKind: 'role-trust',
        // A role that does not exist trusts nobody: AWS does not say which it was.
        ...(role && { resourcePolicy: role.trustPolicy }),
        context: {
          'sts:RoleSessionName': RoleSessionName,
          ...(ExternalId !== undefined && { 'sts:ExternalId': ExternalId }),
        },
      },
    ];
  },
  run(call) {
    const { input, world } = call;
    const role = roleWithArn(call);
    if (!role) throw new AwsError('AccessDenied', `${input.RoleArn} cannot be assumed`, 403);
    const name = input.RoleSessionName ?? '';
    const durationSeconds = input.DurationSeconds ?? 3600;
    check(role, name, durationSeconds);
    const state = iamOfArn(world, role.arn);
    const policies = [
      ...(input.Policy === undefined ? [] : [policyText(input.Policy, 'identity')]),
      ...(input.PolicyArns ?? []).map(({ arn = '' }) => defaultDocument(policyWithArn(state, arn))),
    ];
    const caller = sessionOf(role, name, policies);
    const [, partition] = role.arn.split(':');
    return {
      Credentials: temporaryCredentials(world, caller, durationSeconds),
      AssumedRoleUser: {
        AssumedRoleId: `${role.id}:${name}`,
        Arn: `arn:${partition}:sts::${caller.account}:assumed-role/${role.name}/${name}`,
      },
    };
  },
};

function roleWithArn({ input, world }: Call<AssumeRoleRequest>): IamRole | undefined {
  const { RoleArn = '' } = input;
  if (!/^arn:[^:]+:iam::\d{12}:role\/.+/.test(RoleArn)) {
    throw new AwsError('ValidationError', `${RoleArn} is invalid`);
  }
  const name = RoleArn.slice(RoleArn.lastIndexOf('/') + 1);
  const role = iamOfArn(world, RoleArn).roles.get(name.toLowerCase());
  return role?.arn === RoleArn ? role : undefined;
}

function check(role: IamRole, name: string, durationSeconds: number): void {
  if (!sessionName.test(name)) {
    throw new AwsError(
      'ValidationError',
      "1 validation error detected: Value at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*",
    );
  }
  if (durationSeconds < 900 || durationSeconds > role.maxSessionDuration) {
    throw new AwsError(
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role, or is under 900.',
    );
  }
}
