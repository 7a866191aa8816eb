import type * as Config from '@aws-sdk/client-config-service';
import { recordable } from '../../config-engine/items/index.ts';
import type { Operation } from '../../service.ts';
import { onEverything } from './rule-access.ts';
import { configState } from './state.ts';

const describe: Operation<
  Config.DescribeConfigurationRecordersRequest,
  Config.DescribeConfigurationRecordersResponse
> = {
  access: (call) => onEverything(call as never),
  run: ({ world, scope }) => ({
    ConfigurationRecorders: [
      {
        name: 'default',
        roleARN: configState(world, scope).recorder.roleArn,
        recordingGroup: {
          allSupported: false,
          resourceTypes: Object.keys(recordable) as Config.ResourceType[],
        },
      },
    ],
  }),
};

const describeStatus: Operation<
  Config.DescribeConfigurationRecorderStatusRequest,
  Config.DescribeConfigurationRecorderStatusResponse
> = {
  access: (call) => onEverything(call as never),
  run({ world, scope }) {
    const { recording, lastError } = configState(world, scope).recorder;
    return {
      ConfigurationRecordersStatus: [
        {
          name: 'default',
          recording,
          lastStatus: lastError === undefined ? 'Success' : 'Failure',
          ...(lastError === undefined
            ? {}
            : { lastErrorCode: lastError.code, lastErrorMessage: lastError.message }),
        },
      ],
    };
  },
};

export const recorderOperations = {
  DescribeConfigurationRecorders: describe,
  DescribeConfigurationRecorderStatus: describeStatus,
};
