import { afterEach, describe, expect, it, jest } from '@jest/globals';
import middy from '@middy/core';
import { count, telemetry } from '#functions/telemetry.ts';
import { outcomes } from '#infra/aws/automation-steps.ts';

afterEach(() => {
  jest.restoreAllMocks();
});

describe('what a function counts', () => {
  it.each(outcomes)('is in its log in the embedded metric format: %s', async (outcome) => {
    const written: string[] = [];
    jest
      .spyOn(process.stdout, 'write')
      .mockImplementation((text) => written.push(String(text)) > 0);
    const context = { functionName: 'f', functionVersion: '1', awsRequestId: 'r' };
    await middy()
      .use(telemetry)
      .handler(async () => count(outcome))({}, context as never);
    const [metric] = written
      .filter((text) => text.includes('_aws'))
      .map((text) => JSON.parse(text));
    expect(metric).toMatchObject({
      service: 'connect-storage-guard',
      [outcome]: expect.anything(),
    });
    expect(metric._aws.CloudWatchMetrics[0]).toMatchObject({
      Namespace: 'ConnectStorageGuard',
      Dimensions: [['service']],
    });
  });
});
