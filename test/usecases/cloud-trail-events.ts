import { account, region } from '../fakes/contact-center.ts';

/**
 * A management event as EventBridge passes it on.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export const cloudTrailEvent = (
  service: string,
  eventName: string,
  requestParameters: unknown,
  detail: Readonly<Record<string, unknown>> = {},
) => ({
  version: '0',
  id: '36eb8523-97d0-4518-b33d-ee3579ff19f0',
  'detail-type': 'AWS API Call via CloudTrail',
  source: `aws.${service}`,
  account,
  time: '2026-03-01T11:58:03Z',
  region,
  resources: [],
  detail: {
    eventVersion: '1.11',
    userIdentity: {
      type: 'AssumedRole',
      principalId: 'AROAADMIN000000000001:alice',
      arn: `arn:aws:sts::${account}:assumed-role/ContactCenterAdmin/alice`,
      accountId: account,
    },
    eventTime: '2026-03-01T11:58:03Z',
    eventSource: `${service}.amazonaws.com`,
    eventName,
    awsRegion: region,
    sourceIPAddress: '198.51.100.7',
    userAgent: 'aws-cli/2.27.0',
    requestParameters,
    responseElements: null,
    requestID: '79f8a1a8-1c8d-4f2e-8f1b-6e1d3c7b2a90',
    eventID: '6b3ae8b1-5b0e-4c2a-9a6a-2a7b0f0d1c55',
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: account,
    eventCategory: 'Management',
    ...detail,
  },
});
