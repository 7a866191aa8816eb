import { GetUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { clearFaults, injectFault } from '#infra/local/faults.ts';
import { LocalAws } from '#infra/local/local-aws.ts';
import { createUser } from '#infra/local/services/iam/entities.ts';
import { patient, takeCalls } from '#shared/aws/patient.ts';

let aws: LocalAws;
beforeAll(async () => {
  aws = await LocalAws.start({ throttles: 'off' });
  createUser(aws.world, aws.home, { name: 'nobody' });
});
afterAll(() => aws.close());
afterEach(() => clearFaults(aws.world));

const ask = () =>
  new IAMClient({ ...patient, ...aws.clientFor(`arn:aws:iam::${aws.home.account}:root`) })
    .send(new GetUserCommand({ UserName: 'nobody' }))
    .then(
      () => 'answered',
      (error: Error) => error.name,
    );

describe('the calls of a function', () => {
  it('are counted with their repetitions, once', async () => {
    takeCalls();
    injectFault(aws.world, { kind: 'failed-before', call: 1, operation: 'GetUser' });
    expect([await ask(), await ask()]).toEqual(['answered', 'answered']);
    expect(takeCalls()).toEqual({ made: 3, retried: 1, throttled: 0 });
    expect(takeCalls()).toEqual({ made: 0, retried: 0, throttled: 0 });
  });

  it('are told when they are throttled to the end', async () => {
    injectFault(aws.world, { kind: 'throttled', call: 1, operation: 'GetUser', attempts: 'all' });
    expect(await ask()).toMatch(/Throttl/);
    expect(takeCalls()).toEqual({ made: 3, retried: 2, throttled: 1 });
  });
});
