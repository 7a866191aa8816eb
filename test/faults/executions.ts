import { SSMClient, StartAutomationExecutionCommand } from '@aws-sdk/client-ssm';
import { ssmState } from '#infra/local/services/ssm/state.ts';
import { documentNames } from '#shared/connect/deployment.ts';
import { type Account, people } from './account.ts';
import type { Attempted, Operation } from './starts.ts';

const documents = {
  remediate: { DocumentName: documentNames.remediateBucketPolicy, step: 'Remediate' },
  restore: { DocumentName: documentNames.restoreBucketPolicy, step: 'Restore' },
} as const;

/** The same as `invoke`, by an execution of the SSM document under the role of that document. */
export async function execute(
  { aws }: Account,
  operation: Operation,
  bucket: string,
): Promise<Attempted> {
  const { DocumentName, step } = documents[operation];
  const ssm = new SSMClient(aws.clientFor(people.engineer));
  const { AutomationExecutionId: id = '' } = await ssm.send(
    new StartAutomationExecutionCommand({ DocumentName, Parameters: { BucketName: [bucket] } }),
  );
  const execution = ssmState(aws.world, aws.home).executions.get(id);
  if (!execution) throw new Error(`there is no execution ${id}`);
  await execution.finished;
  const { status, outputs, failureMessage } = execution.record;
  return {
    failed: status !== 'Success',
    said: {
      status: String([outputs[`${step}.Status`]].flat()[0]),
      ...(failureMessage !== undefined && { errorMessage: failureMessage }),
    },
  };
}
