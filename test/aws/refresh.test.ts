import { LambdaClient } from '@aws-sdk/client-lambda';
import { expect, it } from '@jest/globals';
import { refreshPort } from '#shared/aws/refresh.ts';
import { jsonError, withStandIn } from './stand-in.ts';

it('asks the function that takes the inventory, without waiting for it', () =>
  withStandIn(
    () => ({ status: 202 }),
    async ({ client, received }) => {
      await refreshPort(new LambdaClient(client)).request('inventory.json does not exist');
      expect(received[0]).toMatchObject({
        method: 'POST',
        path: expect.stringContaining(
          '/functions/connect-storage-guard-follow-changes/invocations',
        ),
        headers: { 'x-amz-invocation-type': 'Event' },
        body: '{"reason":"inventory.json does not exist"}',
      });
    },
  ));

it('throws when it may not ask', () =>
  withStandIn(
    () => jsonError('AccessDeniedException', 'not authorized', 403),
    async ({ client }) => {
      await expect(refreshPort(new LambdaClient(client)).request('stale')).rejects.toThrow(
        'lambda:InvokeFunction: AccessDeniedException: not authorized',
      );
    },
  ));
