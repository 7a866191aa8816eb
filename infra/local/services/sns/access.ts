import { type AccessCheck, AwsError, type Call } from '../../service.ts';
import { type Topic, topicWithArn } from './state.ts';

export interface TopicInput {
  readonly TopicArn?: string | undefined;
}

/** @throws AwsError `NotFound` (404). */
export function topicOf({ world, input }: Call<TopicInput>): Topic {
  const found = topicWithArn(world, input.TopicArn ?? '');
  if (found !== undefined) return found;
  throw new AwsError('NotFound', 'Topic does not exist', 404);
}

/** What SNS answers whom its policies do not let. */
export const deniedAs = { code: 'AuthorizationError', status: 403 };

/** Asks for `sns:<action>` on the topic that the call names. */
export const onTopic =
  (action: string) =>
  (call: Call<TopicInput>): readonly AccessCheck[] => {
    const { arn, policy } = topicOf(call);
    return [
      {
        action: `sns:${action}`,
        resource: arn,
        resourceAccount: arn.split(':')[4] ?? '',
        resourcePolicy: policy,
        deniedAs,
      },
    ];
  };
