import { beforeAll, beforeEach, expect, it, jest } from '@jest/globals';
import type { FindingsRequest } from '#shared/usecases/report-findings.ts';

const told: Omit<FindingsRequest, 'place'>[] = [];
jest.unstable_mockModule('#functions/security-hub.ts', () => ({
  tellSecurityHub: async (found: Omit<FindingsRequest, 'place'>) => {
    told.push(found);
  },
}));
const gauges: unknown[] = [];
jest.unstable_mockModule('#functions/telemetry.ts', () => ({
  gauge: (...said: unknown[]) => gauges.push(said),
}));

let judgeSettings: (fault: string | null | undefined) => Promise<void>;
beforeAll(async () => {
  Object.assign(process.env, {
    AWS_REGION: 'eu-central-1',
    CONNECT_STORAGE_GUARD_PARTITION: 'aws',
    CONNECT_STORAGE_GUARD_ACCOUNT: '111122223333',
    CONNECT_STORAGE_GUARD_RECORDER_ROLE: 'arn:aws:iam::111122223333:role/Recorder',
  });
  ({ judgeSettings } = await import('#functions/judge-settings.ts'));
});
beforeEach(() => {
  told.length = 0;
  gauges.length = 0;
});

it.each([
  ['mode: must be one of observe', 'NON_COMPLIANT', 'settings.json: mode: must be', [1]],
  [null, 'COMPLIANT', 'can be understood', [0]],
  [undefined, 'INDETERMINATE', 'could not be looked at', []],
])('settings with the fault %j are %s, a finding of the account', async (...row) => {
  const [fault, verdict, because, gauged] = row;
  await judgeSettings(fault);
  expect(told).toMatchObject([
    {
      rule: { id: 'settings-valid', severity: 'high' },
      judged: [
        {
          resourceType: 'AWS::::Account',
          resourceId: '111122223333',
          judgement: { verdict, because: expect.stringContaining(because) },
        },
      ],
    },
  ]);
  expect(gauges).toEqual(gauged.map((value) => ['SETTINGS_INVALID', value]));
});
