import { SSMClient, StartAutomationExecutionCommand } from '@aws-sdk/client-ssm';
import type { LocalAws } from '#infra/local/local-aws.ts';

/** Starts a document as root and lets happen what comes of it. @returns the id of the execution */
export async function runDocument(
  aws: LocalAws,
  DocumentName: string,
  Parameters: Readonly<Record<string, string[]>>,
): Promise<string> {
  const { partition, account } = aws.home;
  const ssm = new SSMClient(aws.clientFor(`arn:${partition}:iam::${account}:root`));
  const { AutomationExecutionId = '' } = await ssm.send(
    new StartAutomationExecutionCommand({ DocumentName, Parameters }),
  );
  await aws.world.events.idle();
  return AutomationExecutionId;
}
