import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { functionNames } from '#shared/connect/deployment.ts';
import type { RefreshPort } from '#shared/ports.ts';
import { perform } from './errors.ts';
import { patient } from './patient.ts';

export const lambdaClient = (): LambdaClient => new LambdaClient(patient);

/** Asks the function that takes the inventory, and does not wait for it. */
export const refreshPort = (client: LambdaClient): RefreshPort => ({
  request: (reason) =>
    perform('lambda:InvokeFunction', async () => {
      await client.send(
        new InvokeCommand({
          FunctionName: functionNames.followChanges,
          InvocationType: 'Event',
          Payload: JSON.stringify({ reason }),
        }),
      );
    }),
});
