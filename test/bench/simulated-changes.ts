import type { Counts } from '#cli/cost/model.ts';
import { administrators } from '#infra/local/scenarios/contact-center/administrators.ts';
import { buckets } from '#infra/local/scenarios/contact-center/buckets.ts';
import { instances } from '#infra/local/scenarios/contact-center/instances.ts';
import { deliveryNames, streams } from '#infra/local/scenarios/contact-center/streams.ts';
import { rootCaller } from '#infra/local/services/iam/callers.ts';
import { bucketPolicy } from '#infra/local/services/s3/bucket-access.ts';
import { bucketState } from '#infra/local/services/s3/state.ts';
import type { SimulatedAccount } from './simulated-account.ts';

const root = ({ aws }: SimulatedAccount) => rootCaller(aws.home);

type Change = (account: SimulatedAccount) => Promise<unknown>;

const parsed = (text = '{}') => JSON.parse(text) as { Statement?: unknown[] };
const added = (text: string | undefined, statement: object): string => {
  const { Statement = [], ...rest } = parsed(text);
  return JSON.stringify({ ...rest, Statement: [...Statement, statement] });
};

/** What somebody does to one resource of each kind, so that nothing has to be closed again. */
export const harmless: Readonly<
  Record<keyof Counts, { readonly what: string; readonly change: Change }>
> = {
  buckets: {
    what: "a bucket's policy is changed",
    change: (account) => {
      const { world, home } = account.aws;
      const bucket = bucketState(world, home, buckets.support);
      const Policy = added(bucket && bucketPolicy(world, bucket), {
        Sid: 'KeepOldReports',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:DeleteObject',
        Resource: `arn:${home.partition}:s3:::${buckets.support}/reports/*`,
      });
      return account.call(account.administrator, 's3', 'PutBucketPolicy', {
        Bucket: buckets.support,
        Policy,
      });
    },
  },
  keys: {
    what: "a key's policy is changed",
    change: async (account) => {
      const KeyId = 'alias/connect-recordings';
      const { KeyMetadata } = await account.call(root(account), 'kms', 'DescribeKey', { KeyId });
      const id = { KeyId: (KeyMetadata as { KeyId: string }).KeyId, PolicyName: 'default' };
      const { Policy } = await account.call(root(account), 'kms', 'GetKeyPolicy', id);
      const statement = {
        Sid: 'KeepKey',
        Effect: 'Deny',
        Principal: '*',
        Action: 'kms:DisableKey',
        Resource: '*',
      };
      return account.call(root(account), 'kms', 'PutKeyPolicy', {
        ...id,
        Policy: added(String(Policy), statement),
      });
    },
  },
  streams: {
    what: 'a stream is encrypted',
    change: (account) =>
      account.call(root(account), 'kinesis', 'StartStreamEncryption', {
        StreamName: 'acme-legacy-events',
        EncryptionType: 'KMS',
        KeyId: 'alias/connect-recordings',
      }),
  },
  deliveryStreams: {
    what: 'a delivery stream is encrypted',
    change: (account) =>
      account.call(root(account), 'firehose', 'StartDeliveryStreamEncryption', {
        DeliveryStreamName: deliveryNames.clinic,
        DeliveryStreamEncryptionConfigurationInput: { KeyType: 'AWS_OWNED_CMK' },
      }),
  },
  instances: {
    what: 'where an instance stores is changed',
    change: async (account) => {
      const { id: InstanceId } = instances.support;
      const storage = { InstanceId, ResourceType: 'AGENT_EVENTS' };
      const by = root(account);
      const listed = await account.call(by, 'connect', 'ListInstanceStorageConfigs', storage);
      const [config] = listed.StorageConfigs as { AssociationId: string }[];
      return account.call(by, 'connect', 'UpdateInstanceStorageConfig', {
        ...storage,
        AssociationId: config?.AssociationId,
        StorageConfig: { ...config, KinesisStreamConfig: { StreamArn: streams.records } },
      });
    },
  },
  administrators: {
    what: "an administrator's policy is changed",
    change: (account) =>
      account.call(root(account), 'iam', 'PutRolePolicy', {
        RoleName: administrators.clinic.split('/').at(-1),
        PolicyName: 'Sleep',
        PolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: { Effect: 'Deny', Action: 'connect:DeleteInstance', Resource: '*' },
        }),
      }),
  },
};

/** Somebody takes away what closes a bucket. */
export const drift: Change = (account) =>
  account.call(account.administrator, 's3', 'DeleteBucketPolicy', { Bucket: buckets.sales });
