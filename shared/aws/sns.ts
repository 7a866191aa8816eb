import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Arn } from '#shared/connect/arn.ts';
import type { NotifyPort } from '#shared/ports.ts';
import { perform } from './errors.ts';
import { patient } from './patient.ts';

export const snsClient = (): SNSClient => new SNSClient(patient);

export const notifyPort = (client: SNSClient, topic: Arn): NotifyPort => ({
  async publish({ subject, text }) {
    await perform('sns:Publish', () =>
      client.send(new PublishCommand({ TopicArn: topic, Subject: subject, Message: text })),
    );
  },
});
