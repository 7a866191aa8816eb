import { randomUUID } from 'node:crypto';
import type { PublishInput, PublishResponse } from '@aws-sdk/client-sns';
import { callAs } from '../../call-as.ts';
import { sendToQueue } from '../../functions/role-effects.ts';
import { AwsError, type Caller, type Operation } from '../../service.ts';
import type { World } from '../../world.ts';
import { onTopic, topicOf } from './access.ts';
import type { PublishedMessage, Subscription, Topic } from './state.ts';

const sns: Caller = { kind: 'service', arn: 'sns.amazonaws.com' };
const maximumBytes = 256 * 1024;

const invalid = (message: string): AwsError =>
  new AwsError('InvalidParameter', `Invalid parameter: ${message}`);

/** @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
function refuseMalformed({ Subject: subject, Message: message = '' }: PublishInput): void {
  if (message === '') throw invalid('Empty message');
  if (Buffer.byteLength(message) > maximumBytes) throw invalid('Message too long');
  if (subject === undefined) return;
  // ASCII, one line, and it begins with a letter, a digit or a punctuation mark.
  if (subject.length > 100 || !/^[!-~][ -~]*$/.test(subject)) throw invalid('Subject');
}

export const publish: Operation<PublishInput, PublishResponse> = {
  access: onTopic('Publish'),
  run(call) {
    const { world, caller, input } = call;
    refuseMalformed(input);
    const topic = topicOf(call);
    const published: PublishedMessage = {
      id: randomUUID(),
      at: world.clock.now(),
      ...(input.Subject !== undefined && { subject: input.Subject }),
      message: input.Message ?? '',
      publisher: caller.arn ?? 'anonymous',
    };
    topic.published.push(published);
    for (const subscription of topic.subscriptions.filter(({ confirmed }) => confirmed)) {
      world.events.track(deliver(world, topic, subscription, published));
    }
    return { MessageId: published.id };
  },
};

/** As SNS, on behalf of the topic; what the queue or the function refuses is lost, as in AWS. */
async function deliver(
  world: World,
  topic: Topic,
  { arn, protocol, endpoint }: Subscription,
  { id, at, subject, message }: PublishedMessage,
): Promise<void> {
  const [, partition = '', , region = '', account = ''] = endpoint.split(':');
  const scope = { partition, region, account };
  const context = {
    'aws:SourceArn': topic.arn,
    'aws:SourceAccount': topic.arn.split(':')[4] ?? '',
  };
  const notification = {
    Type: 'Notification',
    MessageId: id,
    TopicArn: topic.arn,
    ...(subject !== undefined && { Subject: subject }),
    Message: message,
    Timestamp: at.toISOString(),
  };
  if (protocol === 'sqs') {
    await sendToQueue(world, { scope }, sns, endpoint, JSON.stringify(notification), context);
    return;
  }
  const record = { EventSource: 'aws:sns', EventVersion: '1.0', EventSubscriptionArn: arn };
  const event = { Records: [{ ...record, Sns: notification }] };
  const Payload = Buffer.from(JSON.stringify(event));
  const input = { FunctionName: endpoint, InvocationType: 'Event', Payload };
  await callAs(world, scope, sns, 'lambda', 'Invoke', input, context).catch((error: unknown) => {
    if (!(error instanceof AwsError)) throw error;
  });
}
