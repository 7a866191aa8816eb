const account = '111122223333';
const rule = 'connect-storage-guard-bucket-policy-least-privilege';

const envelope = (invokingEvent: object, eventLeftScope = false) => ({
  version: '1.0',
  invokingEvent: JSON.stringify(invokingEvent),
  ruleParameters: '{"rule":"bucket-policy-least-privilege"}',
  resultToken: 'token',
  eventLeftScope,
  executionRoleArn: `arn:aws:iam::${account}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig`,
  configRuleArn: `arn:aws:config:ap-northeast-1:${account}:config-rule/config-rule-abcdef`,
  configRuleName: rule,
  configRuleId: 'config-rule-abcdef',
  accountId: account,
});

const item = (bucket: string, status: string) => ({
  configurationItemVersion: '1.3',
  configurationItemCaptureTime: '2026-03-01T12:00:00.123Z',
  configurationStateId: 1772366400123,
  awsAccountId: account,
  configurationItemStatus: status,
  resourceType: 'AWS::S3::Bucket',
  resourceId: bucket,
  resourceName: bucket,
  ARN: `arn:aws:s3:::${bucket}`,
  awsRegion: 'ap-northeast-1',
});

/** As AWS Config sends it when a bucket changed. */
export const changeEvent = (bucket: string, status = 'OK', leftScope = false) =>
  envelope(
    {
      configurationItemDiff: null,
      configurationItem: {
        ...item(bucket, status),
        configuration: { name: bucket },
        supplementaryConfiguration: { BucketPolicy: { policyText: null } },
        tags: {},
      },
      notificationCreationTime: '2026-03-01T12:00:01.000Z',
      messageType: 'ConfigurationItemChangeNotification',
      recordVersion: '1.3',
    },
    leftScope,
  );

export const oversizedEvent = (bucket: string) =>
  envelope({
    configurationItemSummary: { changeType: 'UPDATE', ...item(bucket, 'OK') },
    s3DeliverySummary: null,
    notificationCreationTime: '2026-03-01T12:00:01.000Z',
    messageType: 'OversizedConfigurationItemChangeNotification',
    recordVersion: '1.0',
  });

export const scheduledEvent = () =>
  envelope({
    awsAccountId: account,
    notificationCreationTime: '2026-03-01T12:00:00.000Z',
    messageType: 'ScheduledNotification',
    recordVersion: '1.0',
  });
