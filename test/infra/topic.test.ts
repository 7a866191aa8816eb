import { beforeAll, describe, expect, it } from '@jest/globals';
import { deploymentIn } from '#shared/connect/deployment.ts';
import { place } from './resolve.ts';
import { granted, readTemplate, type Template } from './template.ts';

const { topic } = deploymentIn(place);

let template: Template;
beforeAll(async () => {
  template = await readTemplate();
}, 120_000);

describe('the topic', () => {
  it('bears the name by which the functions know it', () => {
    const [made, ...others] = template.of('AWS::SNS::Topic');
    expect(topic.endsWith(`:${made?.Properties.TopicName}`)).toBe(true);
    expect(others).toEqual([]);
  });

  it('lets in CloudWatch for alarms of this account, and nobody from elsewhere', () => {
    const [policy] = template.of('AWS::SNS::TopicPolicy');
    const allowing = policy?.Properties.PolicyDocument.Statement.filter(
      ({ Effect }) => Effect === 'Allow',
    );
    expect(allowing).toMatchObject([
      {
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: 'sns:Publish',
        Condition: { StringEquals: { 'aws:SourceAccount': place.account } },
      },
    ]);
  });

  it('is published to by those who have something to tell, and to no other', () => {
    const publishing = granted(template).filter(({ actions }) => actions.includes('sns:Publish'));
    const roles = publishing.map(({ role }) => role.replace('ConnectStorageGuard-', ''));
    expect(roles.toSorted()).toEqual(
      ['AutomateApproval', 'NotifyPeople', 'Remediator'].map((name) => `${name}-${place.region}`),
    );
    expect(new Set(publishing.flatMap(({ resources }) => resources))).toEqual(new Set([topic]));
  });

  it('gets a subscriber only if the deployment names an address', () => {
    const [subscription] = template.of('AWS::SNS::Subscription');
    expect(subscription).toMatchObject({
      Condition: 'NotificationEmailIsGiven',
      Properties: { Protocol: 'email', Endpoint: 'NotificationEmail' },
    });
  });
});

it('every alarm tells the topic when it goes off and when it is over', () => {
  const alarms = template.of('AWS::CloudWatch::Alarm');
  expect(alarms.map(({ Properties }) => Properties.AlarmName).toSorted()).toEqual(
    [
      'failed-events',
      'failing',
      'fighting',
      'inventory-stale',
      'not-remediated',
      'not-told',
      'recorder',
      'refused',
      'settings-invalid',
    ].map((name) => `connect-storage-guard-${name}`),
  );
  for (const { Properties } of alarms) {
    expect(Properties).toMatchObject({ AlarmActions: [topic], OKActions: [topic] });
  }
});
