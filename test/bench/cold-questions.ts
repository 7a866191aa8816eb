import { S3Client } from '@aws-sdk/client-s3';
import { LocalAws } from '#infra/local/local-aws.ts';
import { iamOf, roleNamed } from '#infra/local/services/iam/state.ts';
import { kmsState } from '#infra/local/services/kms/state.ts';
import { statePort } from '#shared/aws/state.ts';
import { configRuleName } from '#shared/connect/deployment.ts';
import type { Inventory } from '#shared/connect/inventory.ts';
import { inventoryKey } from '#shared/connect/stored-inventory.ts';
import { settingsKey } from '#shared/settings/settings.ts';
import { inventoryNow } from './inventory-now.ts';
import { deployment, home, root, seedLargeAccount, settings } from './large-account.ts';

export interface ColdAccount {
  readonly aws: LocalAws;
  /** What a function is asked first: it reads all that it has to, and answers. */
  readonly questionOf: (functionName: string) => unknown;
}

/** One instance with its buckets, key and stream, settings and inventory. */
export async function coldAccount(): Promise<ColdAccount> {
  const aws = await LocalAws.start({ home, throttles: 'off' });
  seedLargeAccount(aws, 1);
  const state = statePort(new S3Client(aws.clientFor(root)), deployment.stateBucket, home.account);
  await state.write(settingsKey, JSON.stringify(settings));
  const inventory = await inventoryNow(aws);
  await state.write(inventoryKey, JSON.stringify(inventory));
  const questions = questionsAbout(aws, inventory);
  return { aws, questionOf: (name) => questions[name] ?? { reason: 'schedule' } };
}

const bucket = 'center-0-1';

function questionsAbout({ world }: LocalAws, inventory: Inventory): Record<string, unknown> {
  const [key] = kmsState(world, home).keys.keys();
  const [instance] = inventory.instances.state === 'known' ? inventory.instances.value : [];
  const administrator = roleNamed(iamOf(world, home), 'Administrator');
  const run = { bucket, executionId: 'cold' };
  return {
    'evaluate-administrators': changed(
      'administrator-isolated',
      'AWS::IAM::Role',
      administrator.id,
    ),
    'evaluate-buckets': changed('bucket-policy-least-privilege', 'AWS::S3::Bucket', bucket),
    'evaluate-instances': changed(
      'instance-storage-encrypted',
      'AWS::Connect::Instance',
      instance?.arn,
    ),
    'evaluate-keys': changed('key-policy-least-privilege', 'AWS::KMS::Key', key),
    'evaluate-streams': changed(
      'stream-key-usable-by-connect',
      'AWS::Kinesis::Stream',
      'records-0',
    ),
    'follow-changes': policyDeleted,
    'remediate-bucket-policy': { ...run, planOnly: true },
    'restore-bucket-policy': run,
  };
}

/** AWS Config asks about one resource, with the token of which it records nothing. */
const changed = (rule: string, resourceType: string, resourceId: string | undefined) => ({
  invokingEvent: JSON.stringify({
    messageType: 'ConfigurationItemChangeNotification',
    configurationItem: {
      ...{ resourceType, resourceId },
      configurationItemStatus: 'OK',
      configurationItemCaptureTime: '2026-01-01T00:00:00.000Z',
    },
  }),
  ruleParameters: '{}',
  resultToken: 'TESTMODE',
  configRuleName: configRuleName(rule),
});

const policyDeleted = {
  'detail-type': 'AWS API Call via CloudTrail',
  account: home.account,
  region: home.region,
  detail: {
    eventSource: 's3.amazonaws.com',
    eventName: 'DeleteBucketPolicy',
    eventTime: '2026-01-01T00:00:00Z',
    eventID: '5b5f2b1e-0000-4000-8000-000000000000',
    userIdentity: { type: 'Root', arn: root, accountId: home.account },
    requestParameters: { bucketName: bucket },
  },
};
