import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { functionNames } from '#shared/connect/deployment.ts';
import type { ClockPort, RefreshPort } from '#shared/ports.ts';
import { perform } from './errors.ts';
import { patient } from './patient.ts';

export const lambdaClient = (): LambdaClient => new LambdaClient(patient);

/** What was asked a moment ago is on its way: Lambda keeps it for hours. In milliseconds. */
const apart = 60 * 1000;

/**
 * Asks the function that takes the inventory, and does not wait for it. A process asks once a minute,
 * however many resources it is to judge.
 */
export function refreshPort(client: LambdaClient, clock: Pick<ClockPort, 'now'>): RefreshPort {
  let asked = Number.NEGATIVE_INFINITY;
  return {
    async request(reason) {
      const now = clock.now().getTime();
      if (now - asked < apart) return;
      await perform('lambda:InvokeFunction', () =>
        client.send(
          new InvokeCommand({
            FunctionName: functionNames.followChanges,
            InvocationType: 'Event',
            Payload: JSON.stringify({ reason }),
          }),
        ),
      );
      asked = now;
    },
  };
}
