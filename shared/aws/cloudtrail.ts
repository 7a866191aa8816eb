import {
  type AdvancedEventSelector,
  CloudTrailClient,
  DescribeTrailsCommand,
  type EventSelector,
  GetEventSelectorsCommand,
  GetTrailStatusCommand,
} from '@aws-sdk/client-cloudtrail';
import type { DataEventTrail } from '#shared/connect/bucket-configuration.ts';
import { type Fact, known } from '#shared/connect/fact.ts';
import type { TrailPort } from '#shared/ports.ts';
import { readKnown } from './errors.ts';
import { patient } from './patient.ts';

export const cloudTrailClient = (): CloudTrailClient => new CloudTrailClient(patient);

/**
 * @param partition of the trails
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
 */
export const trailPort = (client: CloudTrailClient, partition: string): TrailPort => ({
  async dataEvents() {
    const trails = await readKnown('cloudtrail:DescribeTrails', async () => {
      const { trailList } = await client.send(new DescribeTrailsCommand({}));
      return (trailList ?? []).flatMap(({ TrailARN }) => TrailARN ?? []);
    });
    if (trails.state !== 'known') return trails;
    const recording: DataEventTrail[] = [];
    for (const trail of trails.value) {
      const objects = await objectsOf(client, trail, `arn:${partition}:s3`);
      if (objects.state === 'unreadable') return objects;
      if (objects.state === 'known') recording.push(...objects.value);
    }
    return known(recording);
  },
});

/** Nothing of a trail that is stopped. */
async function objectsOf(
  client: CloudTrailClient,
  trail: string,
  everything: string,
): Promise<Fact<readonly DataEventTrail[]>> {
  const logging = await readKnown('cloudtrail:GetTrailStatus', async () => {
    const { IsLogging } = await client.send(new GetTrailStatusCommand({ Name: trail }));
    return IsLogging === true;
  });
  if (logging.state !== 'known' || !logging.value) {
    return logging.state === 'known' ? known([]) : logging;
  }
  return readKnown('cloudtrail:GetEventSelectors', async () => {
    const answer = await client.send(new GetEventSelectorsCommand({ TrailName: trail }));
    return [
      ...(answer.EventSelectors ?? []).map(basic),
      ...(answer.AdvancedEventSelectors ?? []).map((each) => advanced(each, everything)),
    ].flatMap((found) => (found.objects.length === 0 ? [] : [{ trail, ...found }]));
  });
}

type Recorded = Omit<DataEventTrail, 'trail'>;

const basic = ({ DataResources = [], ReadWriteType }: EventSelector): Recorded => ({
  objects: DataResources.flatMap(({ Type, Values = [] }) =>
    Type === 'AWS::S3::Object' ? Values : [],
  ),
  readsAndWrites: ReadWriteType === undefined || ReadWriteType === 'All',
});

/** Fields that narrow the objects in a way that this does not follow leave none: never too many. */
function advanced({ FieldSelectors = [] }: AdvancedEventSelector, everything: string): Recorded {
  const field = (name: string) => FieldSelectors.find(({ Field }) => Field === name);
  const ofObjects =
    field('eventCategory')?.Equals?.includes('Data') === true &&
    field('resources.type')?.Equals?.includes('AWS::S3::Object') === true;
  const followed = ['eventCategory', 'resources.type', 'resources.ARN', 'readOnly'];
  const narrowed = FieldSelectors.some(({ Field }) => !followed.includes(Field ?? ''));
  const { Equals, StartsWith, ...others } = field('resources.ARN') ?? {};
  const excluded = Object.entries(others).some(
    ([name, values]) => name !== 'Field' && Array.isArray(values) && values.length > 0,
  );
  const named = [...(StartsWith ?? []), ...(Equals ?? [])];
  const objects = named.length === 0 ? [everything] : named;
  return {
    objects: ofObjects && !narrowed && !excluded ? objects : [],
    readsAndWrites: field('readOnly') === undefined,
  };
}
