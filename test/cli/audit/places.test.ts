import { createServer } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { placesOf } from '#cli/audit/places.ts';
import { eachOf } from '#shared/usecases/bounded.ts';

const own = '111111111111';
const accounts = Array.from({ length: 60 }, (_, n) => String(222222222200 + n));
const entering = { now: 0, most: 0, all: 0 };

/** An STS that lets nobody into another account, after a while. */
const sts = createServer(async (request, response) => {
  const body = String(Buffer.concat(await request.toArray()));
  if (body.includes('GetCallerIdentity')) {
    response.end(
      `<R><GetCallerIdentityResult><Account>${own}</Account><Arn>arn:aws:iam::${own}:user/auditor</Arn></GetCallerIdentityResult></R>`,
    );
    return;
  }
  entering.all += 1;
  entering.now += 1;
  entering.most = Math.max(entering.most, entering.now);
  await setTimeout(5);
  entering.now -= 1;
  response.statusCode = 403;
  response.end('<R><Error><Code>AccessDenied</Code><Message>no</Message></Error></R>');
});

beforeAll(async () => {
  await new Promise<void>((resolve) => sts.listen(0, '127.0.0.1', resolve));
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'secret' });
});
afterAll(() => {
  sts.closeAllConnections();
  sts.close();
});

it('however many accounts an organization has, eight are entered at a time, and told in order', async () => {
  const address = sts.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const places = await placesOf({
    region: 'us-east-1',
    endpointUrl: `http://127.0.0.1:${port}`,
    regions: 'all',
    accounts: accounts.join(),
    role: 'SecurityAudit',
  });
  expect(places.map(({ deployment }) => deployment.account)).toEqual(accounts);
  expect(entering.all).toBeGreaterThanOrEqual(accounts.length);
  expect(entering.most).toBeLessThanOrEqual(8);
  expect(entering.most).toBeGreaterThan(1);
});

it('work goes on while one item takes long, never on more items than the limit', async () => {
  const others = Promise.withResolvers<void>();
  let [now, most] = [0, 0];
  const done: string[] = [];
  await eachOf(['long', 'a', 'b', 'c', 'd'], 3, async (item) => {
    now += 1;
    most = Math.max(most, now);
    await (item === 'long' ? others.promise : setTimeout(1));
    done.push(item);
    if (done.length === 4) others.resolve();
    now -= 1;
  });
  expect(most).toBe(3);
  expect(done.at(-1)).toBe('long');
});
