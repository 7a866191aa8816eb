import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { perform } from '#shared/aws/errors.ts';
import { type Examination, ok, trouble } from './diagnosis.ts';

/**
 * Whether one of the guard's own alarms has gone off: what they are about has been told over the topic.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
 */
export const alarms: Examination = {
  subject: 'alarms',
  async examine({ client }) {
    const { MetricAlarms: all = [] } = await perform('cloudwatch:DescribeAlarms', () =>
      new CloudWatchClient(client).send(
        new DescribeAlarmsCommand({ AlarmNamePrefix: 'connect-storage-guard-' }),
      ),
    );
    const wentOff = all.filter(({ StateValue }) => StateValue === 'ALARM');
    if (wentOff.length > 0) {
      return wentOff.map(({ AlarmName, AlarmDescription, StateReason }) =>
        trouble(
          `${AlarmName} has gone off: ${AlarmDescription ?? StateReason}.`,
          'docs/remediation.md has what each is about.',
        ),
      );
    }
    return all.length > 0
      ? [ok(`None of ${all.length} has gone off.`)]
      : [trouble('There are none: nobody is told when the guard fails.', 'Run "npm run deploy".')];
  },
};
