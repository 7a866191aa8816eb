import * as client from '@aws-sdk/client-cloudtrail';
import { AwsError, type Call, type Operation, type Service } from '../../service.ts';
import { type Trail, trailsOf } from './state.ts';

/** The trail that a call names, by name or ARN. @throws AwsError `TrailNotFoundException` (400). */
function trailNamed({ world, scope }: Call<never>, name = ''): Trail {
  const trails = trailsOf(world, scope);
  const found = trails.get(name) ?? [...trails.values()].find(({ arn }) => arn === name);
  if (found) return found;
  throw new AwsError('TrailNotFoundException', `Unknown trail: ${name}`);
}

const onTrail = <Input>(
  action: string,
  nameIn: (input: Input) => string | undefined,
  answer: (trail: Trail) => object,
): Operation<Input> => {
  const trailOf = (call: Call<Input>) => trailNamed(call as Call<never>, nameIn(call.input));
  return {
    access: (call) => [
      {
        action: `cloudtrail:${action}`,
        resource: trailOf(call).arn,
        resourceAccount: call.scope.account,
      },
    ],
    run: (call) => answer(trailOf(call)),
  };
};

const describeTrails: Operation<client.DescribeTrailsRequest, client.DescribeTrailsResponse> = {
  access: ({ scope }) => [
    { action: 'cloudtrail:DescribeTrails', resource: '*', resourceAccount: scope.account },
  ],
  run: ({ world, scope, input }) => ({
    trailList: [...trailsOf(world, scope).values()]
      .filter(({ name, arn }) => {
        const names = input.trailNameList ?? [];
        return names.length === 0 || names.includes(name) || names.includes(arn);
      })
      .map(({ name, arn, bucket, multiRegion }) => ({
        Name: name,
        TrailARN: arn,
        S3BucketName: bucket,
        IsMultiRegionTrail: multiRegion,
        HomeRegion: scope.region,
        IncludeGlobalServiceEvents: true,
        HasCustomEventSelectors: true,
      })),
  }),
};

/** AWS CloudTrail: which trails there are and what they record. What they recorded is not kept. */
export const service: Service = {
  signingName: 'cloudtrail',
  protocol: 'awsJson1_1',
  client,
  operations: {
    DescribeTrails: describeTrails,
    GetTrailStatus: onTrail<client.GetTrailStatusRequest>(
      'GetTrailStatus',
      ({ Name }) => Name,
      ({ logging }) => ({ IsLogging: logging }),
    ),
    GetEventSelectors: onTrail<client.GetEventSelectorsRequest>(
      'GetEventSelectors',
      ({ TrailName }) => TrailName,
      ({ arn, eventSelectors, advancedEventSelectors }) => ({
        TrailARN: arn,
        ...(eventSelectors.length > 0 && { EventSelectors: eventSelectors }),
        ...(advancedEventSelectors.length > 0 && {
          AdvancedEventSelectors: advancedEventSelectors,
        }),
      }),
    ),
  },
};
