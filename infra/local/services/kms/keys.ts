import type {
  CreateKeyRequest,
  GetKeyPolicyRequest,
  KeyMetadata,
  ListResourceTagsRequest,
  PutKeyPolicyRequest,
  ScheduleKeyDeletionRequest,
} from '@aws-sdk/client-kms';
import { PolicySyntaxError } from '#shared/policy/errors.ts';
import { parsePolicy } from '#shared/policy/parse.ts';
import { authorize } from '../../authorize.ts';
import { AwsError, type Call, type Operation } from '../../service.ts';
import { keyCheck } from './access.ts';
import { requireKey } from './key-lookup.ts';
import { type PageInput, pageOf } from './page.ts';
import { createKey, emitKey, type Key, kmsState } from './state.ts';

interface KeyInput {
  readonly KeyId?: string | undefined;
}

const day = 24 * 60 * 60 * 1000;

/** An operation on one key that asks one question of its policy. */
export const keyOperation = <Input extends KeyInput>(
  action: string,
  run: (key: Key, call: Call<Input>) => unknown,
  lookup: { readonly aliases?: boolean } = {},
): Operation<Input> => {
  const key = (call: Call<Input>) => requireKey(call.world, call.scope, call.input.KeyId, lookup);
  return {
    access: (call) => [keyCheck(call, key(call), action)],
    run: (call) => run(key(call), call),
  };
};

const metadata = (key: Key): KeyMetadata => ({
  AWSAccountId: key.scope.account,
  KeyId: key.id,
  Arn: key.arn,
  CreationDate: key.created,
  Enabled: key.state === 'Enabled',
  Description: key.description,
  KeyUsage: key.usage as NonNullable<KeyMetadata['KeyUsage']>,
  KeyState: key.state as NonNullable<KeyMetadata['KeyState']>,
  Origin: key.origin as NonNullable<KeyMetadata['Origin']>,
  KeyManager: key.manager,
  KeySpec: key.spec as NonNullable<KeyMetadata['KeySpec']>,
  CustomerMasterKeySpec: key.spec as NonNullable<KeyMetadata['CustomerMasterKeySpec']>,
  MultiRegion: key.multiRegion,
  ...(key.deletion && { DeletionDate: key.deletion }),
  ...(key.spec === 'SYMMETRIC_DEFAULT' && { EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'] }),
  ...(key.multiRegion && {
    MultiRegionConfiguration: {
      MultiRegionKeyType: 'PRIMARY',
      PrimaryKey: { Arn: key.arn, Region: key.scope.region },
      ReplicaKeys: [],
    },
  }),
});

/** @throws AwsError `MalformedPolicyDocumentException` (400). */
function requirePolicy(text: string): string {
  try {
    parsePolicy(text, 'resource');
    return text;
  } catch (error) {
    if (!(error instanceof PolicySyntaxError)) throw error;
    throw new AwsError('MalformedPolicyDocumentException', error.message);
  }
}

const createKeyOperation: Operation<CreateKeyRequest> = {
  access: ({ scope }) => [
    { action: 'kms:CreateKey', resource: '*', resourceAccount: scope.account },
  ],
  run: async (call) => {
    const { input } = call;
    const key = createKey(call.world, call.scope, {
      ...(input.Policy !== undefined && { policy: requirePolicy(input.Policy) }),
      ...(input.Description !== undefined && { description: input.Description }),
      ...(input.KeySpec !== undefined && { spec: input.KeySpec }),
      ...(input.KeyUsage !== undefined && { usage: input.KeyUsage }),
      ...(input.Origin !== undefined && { origin: input.Origin }),
      ...(input.MultiRegion !== undefined && { multiRegion: input.MultiRegion }),
      tags: (input.Tags ?? []).map(({ TagKey = '', TagValue = '' }) => ({ TagKey, TagValue })),
    });
    if (!input.BypassPolicyLockoutSafetyCheck) {
      await refuseLockOut(call, key).catch((refusal) => {
        kmsState(call.world, key.scope).keys.delete(key.id);
        throw refusal;
      });
    }
    return { KeyMetadata: metadata(key) };
  },
};

/**
 * A key policy must leave its author able to change it again.
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html
 */
async function refuseLockOut(call: Call<object>, key: Key): Promise<void> {
  const { denied } = await authorize({ ...call, input: {} }, [keyCheck(call, key, 'PutKeyPolicy')]);
  if (denied) {
    throw new AwsError(
      'MalformedPolicyDocumentException',
      'The new key policy will not allow you to update the key policy in the future.',
    );
  }
}

/** @throws AwsError `NotFoundException`: a key has one policy, `default`. */
function requireDefault(name: string | undefined): void {
  if (name !== undefined && name !== 'default') {
    throw new AwsError('NotFoundException', `No such policy exists: ${name}`);
  }
}

/** Changes whether a key is usable. @throws AwsError `KMSInvalidStateException` (400). */
function setState(call: Call<object>, key: Key, state: string): void {
  if (key.state === 'PendingDeletion') {
    throw new AwsError('KMSInvalidStateException', `${key.arn} is pending deletion.`);
  }
  key.state = state;
  emitKey(call.world, key, 'changed');
}

export const keyOperations: Readonly<Record<string, Operation>> = {
  CreateKey: createKeyOperation,
  DescribeKey: keyOperation('DescribeKey', (key) => ({ KeyMetadata: metadata(key) }), {
    aliases: true,
  }),
  ListKeys: {
    access: ({ scope }) => [
      { action: 'kms:ListKeys', resource: '*', resourceAccount: scope.account },
    ],
    run: ({ world, scope, input }) => {
      const page = pageOf([...kmsState(world, scope).keys.values()], input);
      return { Keys: page.rows.map(({ id, arn }) => ({ KeyId: id, KeyArn: arn })), ...page.more };
    },
  } satisfies Operation<PageInput>,

  GetKeyPolicy: keyOperation<GetKeyPolicyRequest>('GetKeyPolicy', (key, { input }) => {
    requireDefault(input.PolicyName);
    return { Policy: key.policy, PolicyName: 'default' };
  }),
  PutKeyPolicy: keyOperation<PutKeyPolicyRequest>('PutKeyPolicy', async (key, call) => {
    const { Policy = '', PolicyName, BypassPolicyLockoutSafetyCheck } = call.input;
    requireDefault(PolicyName);
    const planned = { ...key, policy: requirePolicy(Policy) };
    if (!BypassPolicyLockoutSafetyCheck) await refuseLockOut(call, planned);
    key.policy = Policy;
    emitKey(call.world, key, 'changed');
  }),
  ListKeyPolicies: keyOperation('ListKeyPolicies', () => ({
    PolicyNames: ['default'],
    Truncated: false,
  })),

  ListResourceTags: keyOperation<ListResourceTagsRequest>('ListResourceTags', (key, { input }) => {
    const page = pageOf(key.tags, input);
    return { Tags: page.rows, ...page.more };
  }),

  EnableKey: keyOperation('EnableKey', (key, call) => setState(call, key, 'Enabled')),
  DisableKey: keyOperation('DisableKey', (key, call) => setState(call, key, 'Disabled')),
  ScheduleKeyDeletion: keyOperation<ScheduleKeyDeletionRequest>(
    'ScheduleKeyDeletion',
    (key, call) => {
      const days = call.input.PendingWindowInDays ?? 30;
      setState(call, key, 'PendingDeletion');
      key.deletion = new Date(call.world.clock.now().getTime() + days * day);
      return {
        KeyId: key.arn,
        DeletionDate: key.deletion,
        KeyState: 'PendingDeletion',
        PendingWindowInDays: days,
      };
    },
  ),
};
