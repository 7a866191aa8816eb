import { CfnCondition, Fn } from 'aws-cdk-lib';
import { CfnSubscription, CfnTopic, CfnTopicPolicy } from 'aws-cdk-lib/aws-sns';
import { topicName } from '#shared/connect/deployment.ts';
import { denyPlaintext } from './deny-plaintext.ts';
import type { Parts } from './parts.ts';
import type { AllowStatement } from './role.ts';

/**
 * Where people are told. Roles of this account publish by their own permissions; of the services
 * only CloudWatch, for this account's alarms. Not encrypted with `alias/aws/sns`, with which
 * CloudWatch cannot publish: no message holds more than names, reasons and commands.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
 */
export function topic({ stack, deployment, parameters }: Parts): CfnTopic {
  const { partition, region, account } = deployment;
  const made = new CfnTopic(stack, 'Topic', { topicName, displayName: 'Connect Storage Guard' });
  new CfnTopicPolicy(stack, 'TopicPolicy', {
    topics: [made.ref],
    policyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'AlarmsOfThisAccount',
          Effect: 'Allow',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Action: 'sns:Publish',
          Resource: made.ref,
          Condition: {
            StringEquals: { 'aws:SourceAccount': account },
            ArnLike: {
              'aws:SourceArn': `arn:${partition}:cloudwatch:${region}:${account}:alarm:*`,
            },
          },
        },
        denyPlaintext('sns:Publish', made.ref),
      ],
    },
  });
  const address = parameters.notificationEmail.valueAsString;
  const subscription = new CfnSubscription(stack, 'NotificationEmailSubscription', {
    topicArn: made.ref,
    protocol: 'email',
    endpoint: address,
  });
  subscription.cfnOptions.condition = new CfnCondition(stack, 'NotificationEmailIsGiven', {
    expression: Fn.conditionNot(Fn.conditionEquals(address, '')),
  });
  return made;
}

/** Lets a role tell people. */
export const tellPeople = ({ deployment }: Parts): AllowStatement => ({
  Sid: 'TellPeople',
  Action: 'sns:Publish',
  Resource: deployment.topic,
});
