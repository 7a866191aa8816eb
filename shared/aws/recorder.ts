import {
  type ConfigServiceClient,
  DescribeConfigurationRecorderStatusCommand,
} from '@aws-sdk/client-config-service';
import type { RecorderPort } from '#shared/ports.ts';
import { readKnown } from './errors.ts';

/** @see https://docs.aws.amazon.com/config/latest/APIReference/API_DescribeConfigurationRecorderStatus.html */
export const recorderPort = (client: ConfigServiceClient): RecorderPort => ({
  statuses: () =>
    readKnown('config:DescribeConfigurationRecorderStatus', async () => {
      const answer = await client.send(new DescribeConfigurationRecorderStatusCommand({}));
      const { ConfigurationRecordersStatus: all = [] } = answer;
      return all.map(({ name = '', recording = false, lastStatus, ...last }) => ({
        name,
        recording,
        ...(lastStatus === 'Failure' && {
          failure: { code: last.lastErrorCode ?? '', message: last.lastErrorMessage ?? '' },
        }),
      }));
    }),
});
