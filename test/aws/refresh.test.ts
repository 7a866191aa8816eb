import { LambdaClient } from '@aws-sdk/client-lambda';
import { expect, it } from '@jest/globals';
import { refreshPort } from '#shared/aws/refresh.ts';
import { FakeClock } from '../fakes/clock.ts';
import { jsonError, withStandIn } from './stand-in.ts';

it('asks the function that takes the inventory, without waiting for it', () =>
  withStandIn(
    () => ({ status: 202 }),
    async ({ client, received }) => {
      await refreshPort(new LambdaClient(client), new FakeClock()).request(
        'inventory.json does not exist',
      );
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
      await expect(
        refreshPort(new LambdaClient(client), new FakeClock()).request('stale'),
      ).rejects.toThrow('lambda:InvokeFunction: AccessDeniedException: not authorized');
    },
  ));

it('asks once a minute at most, and at once again when it could not', () => {
  let refused = 1;
  return withStandIn(
    () =>
      refused-- > 0 ? jsonError('AccessDeniedException', 'not authorized', 403) : { status: 202 },
    async ({ client, received }) => {
      const clock = new FakeClock();
      const port = refreshPort(new LambdaClient(client), clock);
      await expect(port.request('none')).rejects.toThrow('AccessDeniedException');
      for (let seconds = 0; seconds < 180; seconds++) {
        await port.request('none');
        clock.pass(1000);
      }
      expect(received).toHaveLength(1 + 3);
    },
  );
});
