import type * as Iam from '@aws-sdk/client-iam';
import { AwsError, type Operation } from '../../service.ts';
import { onPolicy, policyOf } from './managed-policies.ts';
import { policyText } from './valid.ts';

const versionsPerPolicy = 5;

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicyVersion.html */
const create: Operation<Iam.CreatePolicyVersionRequest, Iam.CreatePolicyVersionResponse> = {
  access: onPolicy,
  run(call) {
    const policy = policyOf(call);
    const { versions } = policy;
    if (versions.size >= versionsPerPolicy) {
      throw new AwsError('LimitExceeded', 'A managed policy can have up to 5 versions.', 409);
    }
    const document = policyText(call.input.PolicyDocument ?? '', 'identity');
    const numbers = [...versions.keys()].map((id) => Number(id.slice(1)));
    const id = `v${Math.max(policy.lastVersion ?? 0, ...numbers) + 1}`;
    const createdAt = call.world.clock.now();
    versions.set(id, { document, createdAt });
    policy.lastVersion = Number(id.slice(1));
    if (call.input.SetAsDefault) policy.defaultVersion = id;
    const IsDefaultVersion = policy.defaultVersion === id;
    return { PolicyVersion: { VersionId: id, IsDefaultVersion, CreateDate: createdAt } };
  },
};

const noSuchVersion = (arn: string, id: string): AwsError =>
  new AwsError('NoSuchEntity', `Policy ${arn} version ${id} does not exist.`, 404);

const setDefault: Operation<Iam.SetDefaultPolicyVersionRequest> = {
  access: onPolicy,
  run(call) {
    const policy = policyOf(call);
    const id = call.input.VersionId ?? '';
    if (!policy.versions.has(id)) throw noSuchVersion(policy.arn, id);
    policy.defaultVersion = id;
  },
};

const remove: Operation<Iam.DeletePolicyVersionRequest> = {
  access: onPolicy,
  run(call) {
    const policy = policyOf(call);
    const id = call.input.VersionId ?? '';
    if (id === policy.defaultVersion) {
      throw new AwsError('DeleteConflict', 'Cannot delete the default version of a policy.', 409);
    }
    if (!policy.versions.delete(id)) throw noSuchVersion(policy.arn, id);
  },
};

export const policyVersionOperations = {
  CreatePolicyVersion: create,
  SetDefaultPolicyVersion: setDefault,
  DeletePolicyVersion: remove,
};
