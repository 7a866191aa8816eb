import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { bucketConfigurationPort } from '#shared/aws/bucket-configuration.ts';
import { keyPort } from '#shared/aws/kms.ts';
import type { Account } from '../account/open-account.ts';
import { type Examination, type Finding, ok, refusedCall, trouble } from './diagnosis.ts';

const enable =
  'Enable it, or cancel its deletion: until then the guard reads no settings and keeps no backups.';

/** By what the guard's state is encrypted, and whether that key can be used. */
export const stateBucket: Examination = {
  subject: 'state bucket',
  async examine(account) {
    const { client, deployment } = account;
    const configuration = bucketConfigurationPort(new S3Client(client), deployment.account);
    const read = await configuration.encryption(deployment.stateBucket);
    if (read.state === 'unreadable' && read.why.code === 'NoSuchBucket') return [];
    if (read.state === 'unreadable') return [refusedCall(read.why, account)];
    const key = read.state === 'known' ? read.value.key : undefined;
    return [
      key === undefined ? ok('Amazon S3 encrypts it by itself.') : await usable(key, account),
    ];
  },
};

async function usable(key: string, account: Account): Promise<Finding> {
  const described = await keyPort(new KMSClient(account.client)).describe(key);
  if (described.state === 'unreadable') return refusedCall(described.why, account);
  const state = described.state === 'known' ? described.value.state : 'not there';
  return state === 'Enabled'
    ? ok(
        `It is encrypted with ${key}: who reads the state needs kms:Decrypt on it, who writes kms:GenerateDataKey, too.`,
      )
    : trouble(`It is encrypted with ${key}, which is ${state}.`, enable);
}
