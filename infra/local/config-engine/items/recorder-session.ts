import { assumeAs } from '../../assume-as.ts';
import { callAs } from '../../call-as.ts';
import { AwsError } from '../../service.ts';
import { configState } from '../../services/config/state.ts';
import type { Scope, World } from '../../world.ts';

/** What a call of the recorder came to. */
export type Reading =
  | { readonly answer: Readonly<Record<string, unknown>> }
  | { readonly refusal: AwsError };

export type ReadAsRecorder = (
  service: string,
  operation: string,
  input: Record<string, unknown>,
) => Promise<Reading>;

/**
 * Calls as AWS Config's recorder, with its role: policies of resources can shut it out.
 * @throws AwsError when the role is gone or does not trust AWS Config.
 */
export async function recorderSession(world: World, scope: Scope): Promise<ReadAsRecorder> {
  const { roleArn } = configState(world, scope).recorder;
  const role = { arn: roleArn, sessionName: 'AWSConfig-Recorder' };
  const { caller } = await assumeAs(world, scope, 'config.amazonaws.com', role);
  return async (service, operation, input) => {
    try {
      return { answer: await callAs(world, scope, caller, service, operation, input) };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return { refusal: error };
    }
  };
}
