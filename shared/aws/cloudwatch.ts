import {
  CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import { type Arn, parseArn } from '#shared/connect/arn.ts';
import type { UploadErrorsPort } from '#shared/ports.ts';
import { readKnown } from './errors.ts';
import { allPages } from './pages.ts';
import { patient } from './patient.ts';

export const cloudWatchClient = (): CloudWatchClient => new CloudWatchClient(patient);

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
const queriesPerCall = 500;

/** @see https://docs.aws.amazon.com/connect/latest/adminguide/monitoring-cloudwatch.html */
const uploadErrorsOf = (instance: Arn, index: number) => ({
  Id: `instance${index}`,
  MetricStat: {
    Metric: {
      Namespace: 'AWS/Connect',
      MetricName: 'CallRecordingUploadError',
      Dimensions: [
        { Name: 'InstanceId', Value: parseArn(instance).resource.replace(/^instance\//, '') },
        { Name: 'MetricGroup', Value: 'CallRecordings' },
      ],
    },
    Period: 60,
    Stat: 'Sum',
  },
});

export const uploadErrorsPort = (client: CloudWatchClient): UploadErrorsPort => ({
  uploadErrors: (instances, StartTime, EndTime) =>
    readKnown('cloudwatch:GetMetricData', async () => {
      const queries = instances.map(uploadErrorsOf);
      const results: MetricDataResult[] = [];
      for (let from = 0; from < queries.length; from += queriesPerCall) {
        const MetricDataQueries = queries.slice(from, from + queriesPerCall);
        const pages = await allPages(async (NextToken) => {
          const answer = await client.send(
            new GetMetricDataCommand({ MetricDataQueries, StartTime, EndTime, NextToken }),
          );
          return { items: answer.MetricDataResults ?? [], next: answer.NextToken };
        });
        results.push(...pages);
      }
      return new Map(
        instances.map((instance, index) => {
          const own = results.filter(({ Id }) => Id === `instance${index}`);
          return [instance, own.flatMap(countsOf)] as const;
        }),
      );
    }),
});

const countsOf = ({ Timestamps = [], Values = [] }: MetricDataResult) =>
  Timestamps.map((at, index) => ({ at, count: Values[index] ?? 0 }));
